import Glibc
import SyncCore

extension HTTPRequest {
    /// The request for an access token. The secrets go into the body: query strings end up in
    /// logs (Zoho CRM API v8, "Refresh access tokens").
    static func refresh(_ credentials: Credentials, accountsServer: String) -> HTTPRequest {
        tokenRequest(
            [
                ("grant_type", Secret("refresh_token")),
                ("client_id", Secret(credentials.clientID)),
                ("client_secret", credentials.clientSecret),
                ("refresh_token", credentials.refreshToken),
            ], accountsServer)
    }

    /// The request for a refresh token. A self client has no redirect address to name.
    static func grant(
        _ code: Secret, clientID: String, clientSecret: Secret, accountsServer: String
    ) -> HTTPRequest {
        tokenRequest(
            [
                ("grant_type", Secret("authorization_code")), ("client_id", Secret(clientID)),
                ("client_secret", clientSecret), ("code", code),
            ], accountsServer)
    }

    /// The question whether a data centre knows a client. Code and secret are made up: where the
    /// client is known, the one or the other is refused, and no secret leaves its data centre.
    static func question(clientID: String, accountsServer: String) -> HTTPRequest {
        var request = grant(
            Secret("none"), clientID: clientID, clientSecret: Secret("none"),
            accountsServer: accountsServer)
        request.timeout = .seconds(10)
        return request
    }

    private static func tokenRequest(
        _ fields: [(name: String, value: Secret)], _ accountsServer: String
    ) -> HTTPRequest {
        var request = HTTPRequest(
            method: "POST", url: accountsServer + "/oauth/v2/token",
            headers: [
                ("Content-Type", "application/x-www-form-urlencoded"),
                ("Accept", "application/json"),
            ], timeout: .seconds(30))
        request.content = form(fields)
        return request
    }
}

/// A form whose bytes are nowhere but in the result, which is wiped at its end.
private func form(_ fields: [(name: String, value: Secret)]) -> Secret {
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
private func appendEncoded(_ text: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
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

private func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
}
