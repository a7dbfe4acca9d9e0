import Glibc
import SyncCore

/// A form with secrets in it (`application/x-www-form-urlencoded`), whose bytes are nowhere but in the
/// result, which is wiped at its end.
enum SecretForm {
    /// The body of a request.
    static func body(_ fields: [(name: String, value: Secret)]) -> Secret {
        // Room for all of it, so that no smaller buffer is left behind unwiped.
        let room = fields.reduce(0) { sum, field in
            sum + field.name.utf8.count + 2 + 3 * field.value.withBytes(\.count)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(room)
        for (name, value) in fields {
            if !bytes.isEmpty { bytes.append(UInt8(ascii: "&")) }
            bytes.append(contentsOf: name.utf8)
            bytes.append(UInt8(ascii: "="))
            value.withBytes { appendEncoded($0, to: &bytes) }
        }
        defer {
            bytes.withUnsafeMutableBytes { bytes in
                if let start = bytes.baseAddress { explicit_bzero(start, bytes.count) }
            }
        }
        return Secret(bytes: bytes)
    }

    /// Appends a value of a form: all but the unreserved characters (RFC 3986, 2.3) escaped.
    private static func appendEncoded(_ text: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                bytes.append(UInt8(ascii: "%"))
                bytes.append(digit(byte >> 4))
                bytes.append(digit(byte & 15))
            }
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}
