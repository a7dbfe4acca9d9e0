/// What is fed with hostile bytes. Each target says what has to hold of every input, not only that
/// nothing crashes.
enum FuzzTarget: String, CaseIterable {
    /// The JSON scanner.
    case json
    /// A merge patch on a configuration: `configuration NUL patch`.
    case patch
    /// A configuration file.
    case config
    /// What a client sends to the control socket.
    case request
    /// What Zoho answers: a byte for the kind of answer, a byte for its status, the body.
    case zoho
    /// An address from an answer, to which a token would be sent.
    case address
    /// The token cache file.
    case cache
    /// A sealed secret, or a key.
    case sealed

    /// Checks one input.
    func run(_ input: [UInt8]) throws {
        switch self {
        case .json: try JSONTarget.run(input)
        case .patch: try PatchTarget.run(input)
        case .config: try ConfigTarget.run(input)
        case .request: try RequestTarget.run(input)
        case .zoho: try ZohoTarget.run(input)
        case .address: try AddressTarget.run(input)
        case .cache: try CacheTarget.run(input)
        case .sealed: try SealedTarget.run(input)
        }
    }
}
