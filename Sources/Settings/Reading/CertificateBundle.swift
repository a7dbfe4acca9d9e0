/// A file of certificates to trust instead of the system's (`ca_bundle`).
enum CertificateBundle {
    /// The system's own bundle has a quarter of it.
    static let sizeLimit = 4 << 20

    private static let begin = Array("-----BEGIN CERTIFICATE-----".utf8)
    private static let end = Array("-----END CERTIFICATE-----".utf8)

    /// Checks that a file can be read and has at least one certificate in PEM (RFC 7468). Whether
    /// they are good, TLS finds out.
    static func check(_ path: String, _ environment: ConfigEnvironment) throws(Refusal) {
        let hint =
            "name a file of certificates in PEM that the daemon's user can read; the service sees "
            + "/etc and /usr"
        switch environment.certificates(path) {
        case .failure(let fault): throw Refusal("cannot read \(path): \(fault.reason)", hint: hint)
        case .success(let bytes):
            guard hasCertificate(bytes) else {
                throw Refusal("there is no certificate in \(path)", hint: hint)
            }
        }
    }

    private static func hasCertificate(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.firstRange(of: begin) else { return false }
        let rest = bytes[first.upperBound...]
        guard let last = rest.firstRange(of: end) else { return false }
        let content = rest[..<last.lowerBound].filter { ![0x20, 0x0D, 0x0A].contains($0) }
        return !content.isEmpty && content.allSatisfy(isBase64)
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "+/=".utf8.contains(byte)
        }
    }
}
