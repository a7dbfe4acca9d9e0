import SyncCore

/// Finds out which data centre a client belongs to: whom to ask next, and what an answer means.
///
/// A client id is known in the data centre where it was made, and `invalid_client` in every other.
/// Each is asked at most once, with the id and without any secret: the order of Zoho's errors says
/// enough.
public struct DataCenterSearch: Sendable, Hashable {
    /// A data centre.
    public struct Place: Sendable, Hashable {
        /// Its name in the configuration: `eu`.
        public let name: String
        /// Where it hands out tokens, without a slash at the end.
        public let accountsServer: String

        /// A data centre.
        public init(name: String, accountsServer: String) {
            self.name = name
            self.accountsServer = accountsServer
        }
    }

    /// What a data centre has said.
    public enum Finding: String, Sendable, Hashable {
        /// It knows the client, and refused something else.
        case known
        /// It does not know the client.
        case unknown
        /// It has not said: away, throttled, or not there at all, which is nobody's fault.
        case silent
    }

    private let places: [Place]
    private var findings: [String: Finding]

    /// A search.
    /// - Parameters:
    ///   - places: The data centres there are.
    ///   - refusing: The accounts server that does not know the client: it is not asked again.
    ///   - findings: What is known already, by name.
    public init(
        _ places: [Place], refusing: String? = nil, findings: [String: Finding] = [:]
    ) {
        self.places = places.filter { $0.accountsServer != refusing }
        self.findings = findings
    }

    /// Whom to ask now; nil when it is found, or all have been asked.
    public var next: Place? {
        home == nil ? places.first { findings[$0.name] == nil } : nil
    }

    /// Where the client is known; nil as long as nobody has said so.
    public var home: Place? { places.first { findings[$0.name] == .known } }

    /// Whether every one has said that it does not know the client.
    public var isNowhere: Bool {
        !places.isEmpty && places.allSatisfy { findings[$0.name] == .unknown }
    }

    /// What need not be asked again: who was silent may answer another time.
    public var lasting: [String: Finding] { findings.filter { $0.value != .silent } }

    /// Notes what one has said.
    public mutating func note(_ finding: Finding, of place: Place) {
        findings[place.name] = finding
    }
}

extension DataCenterSearch.Finding {
    /// What an answer to the question tells.
    init(_ answer: TokenAnswer) {
        switch answer {
        case .refused(let error): self = TokenAnswer.isClientUnknown(error) ? .unknown : .known
        case .granted: self = .known
        case .throttled, .unavailable, .unreachable, .invalid: self = .silent
        }
    }
}

extension HTTPClient {
    /// Asks an accounts server whether it knows a client. Nil when the task was cancelled.
    func asksForClient(
        _ clientID: String, at place: DataCenterSearch.Place
    ) async -> DataCenterSearch.Finding? {
        do throws(HTTPFailure) {
            let request = HTTPRequest.question(
                clientID: clientID, accountsServer: place.accountsServer)
            return DataCenterSearch.Finding(TokenReply(try await send(request)).answer)
        } catch {
            return error.kind == .cancelled ? nil : .silent
        }
    }
}
