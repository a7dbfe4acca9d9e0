import NIOCore

/// An answer and the way it is delivered.
struct Reply: Sendable {
    enum Delivery: Sendable, Equatable {
        case whole
        case truncated(afterBytes: Int)
        case reset
        case slow(bytesPerSecond: Int)
        case never
    }

    var status: Int
    var contentType = "application/json;charset=UTF-8"
    var headers: [(name: String, value: String)] = []
    var body = ByteBuffer()
    var delivery = Delivery.whole
    var delayMilliseconds = 0
    /// Rows of a list, for the statistics.
    var rows = 0

    /// A status without a body: 204, 304.
    static func empty(_ status: Int) -> Reply { Reply(status: status) }

    static func json(_ value: SimulatorValue, status: Int = 200) -> Reply {
        Reply(status: status, body: ByteBuffer(bytes: value.bytes))
    }

    /// The flat error object of Zoho's reads.
    static func error(
        _ status: Int, _ code: String, _ message: String, details: SimulatorValue = .object([])
    ) -> Reply {
        .json(
            [
                "code": .string(code), "details": details, "message": .string(message),
                "status": "error",
            ], status: status)
    }

    static func html(_ status: Int) -> Reply {
        Reply(
            status: status, contentType: "text/html",
            body: ByteBuffer(
                string: "<html><head><title>\(status)</title></head><body><h1>\(status)</h1>"
                    + "<p>The server is temporarily unable to service your request.</p>"
                    + "</body></html>\n"))
    }
}
