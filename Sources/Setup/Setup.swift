public import Settings
public import SyncCore
public import ZohoAPI

/// The way from a grant code to a configuration that works. Nothing is written before the code has
/// been exchanged.
public struct Setup: Sendable {
    /// How often a code may be mistyped at a terminal.
    private static let tries = 3

    private let order: SetupOrder
    private let dialogue: any SetupDialogue
    private let target: any SetupTarget
    private let exchange: GrantExchange
    private let places: [DataCenterSearch.Place]

    /// A setup.
    /// - Parameter places: The data centres, by their names in the configuration.
    public init(
        _ order: SetupOrder, dialogue: any SetupDialogue, target: any SetupTarget,
        http: any HTTPClient,
        places: [DataCenterSearch.Place] = DataCenter.allCases.map {
            DataCenterSearch.Place(name: $0.rawValue, accountsServer: $0.accountsServer)
        }
    ) {
        self.order = order
        self.dialogue = dialogue
        self.target = target
        self.places = places
        exchange = GrantExchange(http: http)
    }

    /// Asks, exchanges, writes and tries; what came of the trial.
    public func run() async throws(SetupFailure) -> [SetupCheck] {
        let present = PresentConfig(try await target.present())
        try refuse(overridden: try await target.overridden())
        var client = try await client(present)
        dialogue.tell(
            SetupTexts.scopes(of: present.modules, accountsServer: client.accountsServer))
        let grant = try await grant(&client)
        if let missing = SetupTexts.missing(present.modules, in: grant.scopes) {
            dialogue.tell(missing)
        }
        try await write(client.patch(grant, order, present))
        do throws(SetupFailure) {
            return try await target.checks(grant)
        } catch {
            throw SetupFailure(
                error.kind,
                "the configuration is written, but could not be tried: \(error.message)",
                hint: error.hint)
        }
    }

    /// A token that is written and not used would look as if it were.
    private func refuse(overridden: [String]) throws(SetupFailure) {
        // Who keeps the client may keep its secret anywhere.
        let written =
            ["client_id", "refresh_token"] + (order.isReauthorization ? [] : ["client_secret"])
        guard let key = overridden.first(where: written.contains) else { return }
        throw SetupFailure(
            .config,
            "the environment variable ZOHO_\(key.uppercased()) wins over \(key) in the "
                + "configuration: what is written there would not be used",
            hint: "take it out of the environment, restart the daemon if it has it, and run this "
                + "again")
    }

    // MARK: The client

    private func client(_ present: PresentConfig) async throws(SetupFailure) -> SetupClient {
        guard order.isReauthorization else {
            let (center, server) = try place(present)
            return SetupClient(
                id: try visible("Client ID: "), secret: try visibleSecret("Client secret: "),
                dataCenter: center, accountsServer: server ?? self.server(of: center),
                isServerChosen: server != nil)
        }
        guard present.exists, let id = present.clientID, !present.isExample else {
            throw SetupFailure(
                .config, "there is no client to authorise again",
                hint: "run zohosync setup without --reauthorize")
        }
        let center = order.dataCenter ?? present.dataCenter ?? .us
        let server =
            order.accountsServer ?? (order.dataCenter == nil ? present.accountsServer : nil)
        let secret: Secret
        if let known = await target.clientSecret() {
            secret = known
        } else {
            dialogue.tell("The client secret is kept where only the daemon can read it.")
            secret = try visibleSecret("Client secret: ")
        }
        return SetupClient(
            id: id, secret: secret, dataCenter: center,
            accountsServer: server ?? self.server(of: center), isServerChosen: server != nil)
    }

    /// The data centre, and the accounts server where it is chosen by hand.
    private func place(
        _ present: PresentConfig
    ) throws(SetupFailure) -> (center: DataCenter, server: String?) {
        if let server = order.accountsServer {
            return (order.dataCenter ?? present.dataCenter ?? .us, server)
        }
        if let center = order.dataCenter { return (center, nil) }
        if let server = present.accountsServer {
            dialogue.tell("The configuration names the accounts server: \(server)")
            return (present.dataCenter ?? .us, server)
        }
        if let center = present.dataCenter, !present.isExample {
            dialogue.tell(
                "The configuration names the data centre: \(center.rawValue) "
                    + "(--data-center names another one)")
            return (center, nil)
        }
        let names = DataCenter.allCases.map(\.rawValue).joined(separator: ", ")
        while true {
            let answer = try dialogue.ask("Data centre (\(names)) [us]: ")
            if answer.isEmpty { return (.us, nil) }
            if let center = DataCenter(rawValue: answer.lowercased()) { return (center, nil) }
            // The answer is not repeated: it may be the code, in the wrong place.
            let failure = SetupFailure(
                .usage, "that is no data centre", hint: "known are \(names)")
            guard dialogue.isTerminal else { throw failure }
            dialogue.tell("\(failure.message): \(failure.hint)")
        }
    }

    private func server(of center: DataCenter) -> String {
        places.first { $0.name == center.rawValue }?.accountsServer ?? center.accountsServer
    }

    private func visible(_ question: String) throws(SetupFailure) -> String {
        let answer = try dialogue.ask(question)
        guard VisibleText.accepts(answer.utf8) else { throw Self.unreadable(question) }
        return answer
    }

    private func visibleSecret(_ question: String) throws(SetupFailure) -> Secret {
        let answer = try dialogue.askSecret(question)
        guard answer.withBytes({ VisibleText.accepts($0) }) else { throw Self.unreadable(question) }
        return answer
    }

    private static func unreadable(_ question: String) -> SetupFailure {
        SetupFailure(
            .usage, "\(question.dropLast(2)): that is empty, or has spaces or other characters",
            hint: "copy it again from Zoho's API console")
    }

    // MARK: The grant

    private func grant(_ client: inout SetupClient) async throws(SetupFailure) -> Grant {
        var code = try visibleSecret("Grant code: ")
        var refused = 0
        var hasMoved = false
        while true {
            let answer = await exchange.exchange(
                code, clientID: client.id, clientSecret: client.secret,
                accountsServer: client.accountsServer)
            // Once: where the answers contradict each other, the secret would go round and round.
            let isFixed = client.isServerChosen || hasMoved
            let failure = SetupTexts.failure(
                answer, at: client.accountsServer, isServerFixed: isFixed)
            switch answer {
            case .granted(let grant): return grant
            case .clientUnknown:
                // The code was made where the client is: it has not been spent.
                guard !isFixed, let home = await home(of: client),
                    let center = DataCenter(rawValue: home.name)
                else { throw failure }
                try agree(to: home)
                hasMoved = true
                client.dataCenter = center
                client.accountsServer = home.accountsServer
            case .codeRefused where dialogue.isTerminal && refused + 1 < Self.tries:
                refused += 1
                dialogue.tell("\(failure.message)\nhint: \(failure.hint)")
                code = try visibleSecret("Grant code: ")
            default: throw failure
            }
        }
    }

    private func home(of client: SetupClient) async -> DataCenterSearch.Place? {
        dialogue.tell(
            "\(client.accountsServer) does not know this client; asking the other data centres.")
        return await exchange.home(
            of: client.id, among: places, refusing: client.accountsServer)
    }

    /// At a terminal the data centre is offered; a script is told, and gets what works.
    private func agree(to home: DataCenterSearch.Place) throws(SetupFailure) {
        let found =
            "The client belongs to data centre \(home.name) (\(home.accountsServer))."
        guard dialogue.isTerminal else {
            return dialogue.tell(found + " Using that.")
        }
        let answer = try dialogue.ask(found + " Use that? [Y/n] ")
        guard !answer.lowercased().hasPrefix("n") else {
            throw SetupFailure(
                .failed, "nothing was written",
                hint: "make a client in the data centre of your account")
        }
    }

    // MARK: Writing

    /// Somebody at a terminal can mend what is in the way: the code is spent, and what it brought
    /// should not be lost.
    private func write(_ patch: JSONValue) async throws(SetupFailure) {
        while true {
            do throws(SetupFailure) {
                return try await target.write(patch)
            } catch {
                let lost = SetupFailure(
                    error.kind,
                    error.message + "; the refresh token that Zoho has just issued was not kept",
                    hint: "mend that (\(error.hint)), then run it again with a new code")
                guard dialogue.isTerminal else { throw lost }
                dialogue.tell("\(error.message)\nhint: \(error.hint)")
                do throws(SetupFailure) {
                    _ = try dialogue.ask("Mend that, and press Enter to try again: ")
                } catch {
                    throw lost
                }
            }
        }
    }
}
