import Foundation

/// Looks for secrets in bytes, as they are and in the forms that they travel in.
struct SecretSearch {
    private let patterns: [(name: String, form: String, bytes: Data)]

    /// - Parameter secrets: each with a name, which is what a failure tells.
    init(_ secrets: [String: String]) {
        patterns = secrets.flatMap { name, secret in
            Self.forms(of: secret).map { (name, $0.key, $0.value) }
        }
    }

    /// What is found, as "client secret, as base64".
    func findings(in bytes: Data) -> [String] {
        patterns.filter { bytes.range(of: $0.bytes) != nil }.map { "\($0.name), \($0.form)" }
    }

    func findings(in text: String) -> [String] { findings(in: Data(text.utf8)) }

    private static func forms(of secret: String) -> [String: Data] {
        let bytes = Data(secret.utf8)
        var forms = ["as it is": bytes]
        let unreserved = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._~"))
        let escaped = secret.addingPercentEncoding(withAllowedCharacters: unreserved) ?? secret
        forms["percent-encoded"] = Data(escaped.utf8)
        forms["percent-encoded in lower case"] = Data(
            escaped.replacing(/%[0-9A-F]{2}/) { $0.output.lowercased() }.utf8)
        forms["in JSON"] = Data(secret.replacing("/", with: "\\/").utf8)
        forms["in hexadecimal"] = Data(bytes.map { String(format: "%02x", $0) }.joined().utf8)
        forms["backwards"] = Data(bytes.reversed())
        forms["in UTF-16"] = secret.data(using: .utf16LittleEndian)
        // Three bytes make four letters, so that a text within others has three faces; the letters at
        // both ends depend on the neighbours.
        for offset in 0..<3 {
            let padded = Data(repeating: 0, count: offset) + bytes
            let letters = Array(padded.base64EncodedString().utf8)
            let first = offset == 0 ? 0 : 4
            let whole = Data(letters[first..<(padded.count / 3 * 4)])
            forms["in base64 (\(offset))"] = whole
            forms["in base64url (\(offset))"] = Data(
                whole.map { $0 == UInt8(ascii: "+") ? 0x2D : $0 == UInt8(ascii: "/") ? 0x5F : $0 })
        }
        return forms
    }
}
