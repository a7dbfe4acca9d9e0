import SyncCore
import ZohoAPI

/// What a setup tells on its way.
enum SetupTexts {
    /// Where a code comes from, and what it has to be made for.
    static func scopes(of modules: [Module], accountsServer: String) -> String {
        let scopes = modules.flatMap(RequiredScope.all)
        var lines = [
            "In \(console(accountsServer)) open the Self Client (make one if there is none), choose",
            "\"Generate Code\", and give it these scopes, in one line:", "",
            RequiredScope.list(scopes), "",
            "They can only read. Leave out what you do not want: its tables are skipped then.",
        ]
        for module in modules {
            lines += ["", "\(module.rawValue)"]
            lines += RequiredScope.all(of: module).map { "  \($0.name)\n      \($0.use)" }
        }
        lines += [
            "", "The code is good once, and for three minutes unless you choose longer there.",
        ]
        return lines.joined(separator: "\n")
    }

    /// The API console beside an accounts server of Zoho's.
    static func console(_ accountsServer: String) -> String {
        let start = "https://accounts."
        guard accountsServer.hasPrefix(start) else { return "the API console" }
        return "Zoho's API console, https://api-console." + accountsServer.dropFirst(start.count)
            + ","
    }

    /// What will not be read for want of scopes; nil where nothing is missing.
    static func missing(_ modules: [Module], in granted: [String]?) -> String? {
        guard let granted else { return nil }
        let lines = modules.flatMap { module in
            let missing = RequiredScope.missing(of: module, in: granted)
            return missing.count == RequiredScope.all(of: module).count
                ? ["  all of \(module.rawValue): disable it if you do not use it"]
                : missing.map { "  \($0.name): \($0.use)" }
        }
        guard !lines.isEmpty else { return nil }
        let head = "The code was made without these scopes, and their tables will be skipped:"
        return ([head] + lines).joined(separator: "\n")
    }

    /// Why there is no grant.
    static func failure(
        _ answer: GrantAnswer, at accountsServer: String, isServerFixed: Bool
    ) -> SetupFailure {
        func failure(_ message: String, _ hint: String) -> SetupFailure {
            SetupFailure(.failed, message + "; nothing was written", hint: hint)
        }
        switch answer {
        case .granted, .withoutRefreshToken:
            return failure(
                "Zoho gave no refresh token with this code",
                "make the code under Self Client in the API console; another kind of client needs "
                    + "access_type=offline and prompt=consent")
        case .codeRefused:
            return failure(
                "\(accountsServer) refuses the code (invalid_code): it has expired, was used "
                    + "already, or was made for another client",
                "make another in the API console, and enter it within its time")
        case .clientUnknown:
            return failure(
                "\(accountsServer) does not know this client id (invalid_client)"
                    + (isServerFixed ? "" : ", nor does another data centre say that it does"),
                "copy it again from the API console, and see whose address the console has: that "
                    + "is the data centre")
        case .secretRefused:
            return failure(
                "the client secret does not belong to the client id (invalid_client_secret)",
                "copy both again from the API console, Self Client, Client Secret")
        case .refused(let error):
            return failure(
                "\(accountsServer) refuses the code (\(error))",
                "make a new code under Self Client in the API console")
        case .throttled:
            return failure(
                "Zoho has had too many token requests (access_denied)",
                "wait for ten minutes at least, and try again with a new code; each try before "
                    + "makes it longer")
        case .failed(let cause):
            return failure(
                "cannot get an answer of \(accountsServer): \(cause)",
                "see whether this machine reaches it, and try again with a new code")
        }
    }
}
