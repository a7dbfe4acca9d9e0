import SyncCore

/// An organisation of the account.
struct FinanceOrganization: Hashable, Sendable, CustomStringConvertible {
    /// Zoho's id.
    let id: String
    /// Its name, where it is told.
    let name: String?

    /// An element of a list of organisations, or a bare id.
    init?(_ value: JSONValue) {
        guard let id = (value["organization_id"] ?? value["id"] ?? value).idText else {
            return nil
        }
        self.id = quotable(id)
        name = value["name"]?.idText.map(quotable)
    }

    /// For people: `712345678 (Example Ltd)`.
    var description: String { name.map { "\(id) (\($0))" } ?? id }

    /// As many of them as a message bears.
    static func listed(_ organizations: [FinanceOrganization]) -> String {
        organizations.prefix(20).map(\.description).joined(separator: ", ")
            + (organizations.count > 20 ? ", …" : "")
    }

    /// Whether a text may be an id, so that it can stand in a header and a parameter.
    static func isID(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
