import SyncCore

/// What a token may look like, whoever sends it: one word of printable characters, which goes into a
/// header, a form and a file as it is.
enum TokenText {
    /// Zoho's have about seventy.
    static let longest = 4096

    /// The token; nil where the text cannot be one.
    static func secret(_ text: String) -> Secret? { fault(of: text) == nil ? Secret(text) : nil }

    /// Why a text cannot be a token; nil where it can.
    static func fault(of text: String) -> String? {
        if text.isEmpty { return "it is empty" }
        if text.utf8.count > longest { return "it has more than \(longest) bytes" }
        // The configuration refuses it as well: nobody could tell it from a hidden one.
        if text == Secret.mask { return "it is the mask of hidden secrets" }
        let isVisible = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        return isVisible ? nil : "it has spaces or other characters"
    }
}
