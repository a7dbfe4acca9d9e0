extension CurlClient {
    /// How a client behaves. Copied when the client is made, never changed after but by
    /// `CurlClient.trust`.
    public struct Configuration: Sendable {
        /// The speed below which a transfer is given up. It also bounds the wait for the first
        /// byte, since nothing arrives meanwhile; a paused stream is not measured.
        public struct LowSpeed: Sendable, Hashable {
            /// The least number of bytes a second.
            public var bytesPerSecond: Int
            /// For how many seconds the speed may stay below.
            public var seconds: Int

            /// A least speed.
            public init(bytesPerSecond: Int, seconds: Int) {
                self.bytesPerSecond = bytesPerSecond
                self.seconds = seconds
            }
        }

        /// The longest that name resolution, connecting and the TLS handshake may take together.
        public var connectTimeout: Duration = .seconds(20)
        /// The longest wait for the first byte of the answer, counted from `send`; nil for none.
        public var firstByteTimeout: Duration?
        /// The least speed; nil for none.
        public var lowSpeed: LowSpeed? = LowSpeed(bytesPerSecond: 100, seconds: 60)
        /// The largest body of a whole answer, decompressed. A streamed body has no limit here:
        /// its reader takes it piece by piece. A page of 200 records has 5 MiB at most.
        public var maximumBodyBytes = 32 << 20
        /// The largest head of an answer.
        public var maximumHeaderBytes = 64 << 10
        /// The `User-Agent` field.
        public var userAgent = "zohosyncd"
        /// The path of a Unix socket to which every request goes, whatever the URL's host.
        public var unixSocket: String?
        /// A file of certificates to trust instead of the system's; see also `CurlClient.trust`.
        public var caBundle: String?
        /// The most connections to one host; further requests wait for one.
        public var maximumConnectionsPerHost = 8
        /// Whether HTTP/2 is offered over TLS.
        public var http2 = true

        /// The defaults, for an API on the Internet.
        public init() {}
    }
}
