import SyncCore

extension HTTPRequest {
    /// The request for an access token. The secrets go into the body: query strings end up in
    /// logs (Zoho CRM API v8, "Refresh access tokens").
    static func refresh(_ credentials: Credentials, accountsServer: String) -> HTTPRequest {
        tokenRequest(
            [
                ("grant_type", "refresh_token"), ("client_id", credentials.clientID),
                ("client_secret", credentials.clientSecret.reveal()),
                ("refresh_token", credentials.refreshToken.reveal()),
            ], accountsServer)
    }

    /// The request for a refresh token. A self client has no redirect address to name.
    static func grant(
        _ code: Secret, clientID: String, clientSecret: Secret, accountsServer: String
    ) -> HTTPRequest {
        tokenRequest(
            [
                ("grant_type", "authorization_code"), ("client_id", clientID),
                ("client_secret", clientSecret.reveal()), ("code", code.reveal()),
            ], accountsServer)
    }

    /// The question whether a data centre knows a client. Code and secret are made up: where the
    /// client is known, the one or the other is refused, and no secret leaves its data centre.
    static func question(clientID: String, accountsServer: String) -> HTTPRequest {
        var request = tokenRequest(
            [
                ("grant_type", "authorization_code"), ("client_id", clientID),
                ("client_secret", "none"), ("code", "none"),
            ], accountsServer)
        request.timeout = .seconds(10)
        return request
    }

    private static func tokenRequest(
        _ form: [(String, String)], _ accountsServer: String
    ) -> HTTPRequest {
        let body = form.map { "\($0)=\(formEncoded($1))" }.joined(separator: "&")
        return HTTPRequest(
            method: "POST", url: accountsServer + "/oauth/v2/token",
            headers: [
                ("Content-Type", "application/x-www-form-urlencoded"),
                ("Accept", "application/json"),
            ],
            body: Array(body.utf8), timeout: .seconds(30))
    }
}

/// A value of a form: all but the unreserved characters (RFC 3986, 2.3) escaped.
private func formEncoded(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"):
            encoded.unicodeScalars.append(Unicode.Scalar(byte))
        default:
            let digits = String(byte, radix: 16, uppercase: true)
            encoded += digits.count == 1 ? "%0" + digits : "%" + digits
        }
    }
    return encoded
}
