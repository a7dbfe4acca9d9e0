import CCurl
import SyncCore

extension EasyHandle {
    /// Sets everything that every transfer of a client has in common.
    func apply(
        _ configuration: CurlClient.Configuration, for target: RequestTarget
    ) throws(HTTPFailure) {
        // Signals are the daemon's; libcurl must not use SIGALRM for its deadlines.
        try set(CURLOPT_NOSIGNAL, true)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_FOLLOWLOCATION, false)
        try set(CURLOPT_HTTP09_ALLOWED, false)
        try set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, true)
        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        try set(CURLOPT_SSL_VERIFYPEER, true)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        // The one that every server has; see `ResponseHead.isPlainOrGzip` for the others.
        try set(CURLOPT_ACCEPT_ENCODING, "gzip")
        try set(CURLOPT_BUFFERSIZE, 128 << 10)
        try set(CURLOPT_USERAGENT, configuration.userAgent)
        try set(CURLOPT_CONNECTTIMEOUT_MS, max(1, configuration.connectTimeout.milliseconds))
        if let lowSpeed = configuration.lowSpeed {
            try set(CURLOPT_LOW_SPEED_LIMIT, lowSpeed.bytesPerSecond)
            try set(CURLOPT_LOW_SPEED_TIME, lowSpeed.seconds)
        }
        let offersHTTP2 = configuration.http2 && target.isSecure
        try set(
            CURLOPT_HTTP_VERSION,
            Int(offersHTTP2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1))
        // Rather wait for a connection that can be shared than open one per request.
        try set(CURLOPT_PIPEWAIT, offersHTTP2)
        if let caBundle = configuration.caBundle {
            try set(CURLOPT_CAINFO, caBundle)
            // libcurl would keep what it has read for a day: a file that was replaced counts at once.
            try set(CURLOPT_CA_CACHE_TIMEOUT, 0)
        }
        if let unixSocket = configuration.unixSocket {
            try set(CURLOPT_UNIX_SOCKET_PATH, unixSocket)
        }
        // The environment's proxy (https_proxy, no_proxy, …) is for the world outside.
        if configuration.unixSocket != nil || target.isLoopback { try set(CURLOPT_PROXY, "") }
    }

    /// Sets what is special about this request.
    func apply(_ request: HTTPRequest) throws(HTTPFailure) {
        try set(CURLOPT_URL, request.url)
        guard isToken(request.method) else {
            throw HTTPFailure(.invalidRequest, "the method is not a token")
        }
        switch (request.method, request.content) {
        case (_, let content?):
            try setPost(content)
        case ("POST", nil), ("PUT", nil), ("PATCH", nil):
            // These announce a body; an empty one is sent as `Content-Length: 0`.
            try setPost(Secret(""))
        case ("HEAD", nil):
            try set(CURLOPT_NOBODY, true)
        default:
            try set(CURLOPT_HTTPGET, true)
        }
        try set(CURLOPT_CUSTOMREQUEST, request.method)

        // A field without value takes out what libcurl would add (CURLOPT_HTTPHEADER(3)):
        // `Expect: 100-continue` costs a round trip, and the content type is for callers to say.
        var lines = ["Expect:"]
        if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            lines.append("Content-Type:")
        }
        for (name, value) in request.headers {
            guard isToken(name), value.utf8.allSatisfy(isFieldByte) else {
                throw Self.forbidden
            }
            lines.append(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        for line in lines { try addHeader(Array(line.utf8)) }
        if let authorization = request.authorization {
            guard authorization.withBytes({ $0.allSatisfy(isFieldByte) }) else {
                throw Self.forbidden
            }
            var line = Array("Authorization: ".utf8)
            defer { wipe(&line) }
            try authorization.withBytes { bytes throws(HTTPFailure) in
                // No growing later, which would leave a copy behind.
                line.reserveCapacity(line.count + bytes.count + 1)
                line.append(contentsOf: bytes)
                try addHeader(line)
            }
        }
        try setHeader()
    }

    private static let forbidden = HTTPFailure(
        .invalidRequest, "a header field has forbidden characters")

    private func setPost(_ body: Secret) throws(HTTPFailure) {
        try set(CURLOPT_POST, true)
        try setBody(body)
    }
}

/// Whether a byte may stand in a field's value (RFC 9110, 5.5).
private func isFieldByte(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F || byte == 0x09 }

/// Whether a text is a token (RFC 9110, 5.6.2), as methods and field names must be.
private func isToken(_ text: String) -> Bool {
    !text.isEmpty
        && text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
        }
}

extension Duration {
    /// Whole milliseconds, at most what fits the `int` of poll(2).
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < Int64(Int32.max) / 1000 else { return Int(Int32.max) }
        return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}
