internal import FoundationEssentials
internal import Glibc

/// Base64 (RFC 4648), where each content has exactly one text. The usual decoders forgive bits that
/// stand for nothing, so that two texts would mean the same.
enum Base64 {
    /// The bytes of a text with the usual alphabet and padding; nil where it is none. Whoever uses
    /// them wipes them.
    static func decode(_ text: some Collection<UInt8>) -> Data? {
        var input = Data(text)
        defer { input.wipe() }
        guard var bytes = Data(base64Encoded: input) else { return nil }
        var again = bytes.base64EncodedData()
        defer { again.wipe() }
        guard again == input else {
            bytes.wipe()
            return nil
        }
        return bytes
    }

    /// The bytes of a text with the alphabet for addresses and names, without padding.
    static func decodeURL(_ text: some Collection<UInt8>) -> Data? {
        guard !text.contains(where: { "+/=".utf8.contains($0) }) else { return nil }
        let usual = text.map { byte in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        return decode(usual + Array(repeating: UInt8(ascii: "="), count: (4 - usual.count % 4) % 4))
    }

    /// A text with the alphabet for addresses and names, without padding.
    static func encodeURL(_ bytes: some Collection<UInt8>) -> String {
        let text = Data(bytes).base64EncodedData().compactMap { byte -> UInt8? in
            switch byte {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            case UInt8(ascii: "="): nil
            default: byte
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension Data {
    /// Overwrites the bytes, in a way that is not left out because nobody reads them again.
    mutating func wipe() {
        withUnsafeMutableBytes { buffer in
            if let start = buffer.baseAddress { explicit_bzero(start, buffer.count) }
        }
    }
}
