import Glibc
public import Settings
public import SyncCore
public import ZohoAPI

/// The configuration as a file that no daemon has in its hands.
public struct SetupFile: SetupTarget {
    /// What a setup writes: mistakes there are no reason to refuse the file.
    private static let ownKeys: Set<String> = [
        "client_id", "client_secret", "refresh_token", "data_center", "organization_id",
    ]

    private let config: ConfigFile
    private let http: any HTTPClient
    private let keepsClientSecret: Bool

    /// A file, and a way to Zoho to try it.
    /// - Parameter keepsClientSecret: Whether the client secret stays as it is, and where it is.
    public init(_ config: ConfigFile, http: any HTTPClient, keepsClientSecret: Bool) {
        self.config = config
        self.http = http
        self.keepsClientSecret = keepsClientSecret
    }

    /// The file as it is; refuses one that is broken or that cannot be replaced.
    public func present() async throws(SetupFailure) -> JSONValue? {
        try refuseForeign()
        let json: JSONValue
        do throws(ConfigError) {
            json = try config.maskedJSON()
        } catch {
            if case .unreadable(_, let fault) = error, fault.code == ENOENT {
                try refuseUnstorable()
                return nil
            }
            throw SetupFailure(error)
        }
        try refuseMistakes()
        try refuseUnstorable()
        return json
    }

    /// By this program's own environment, which the daemon's may resemble.
    public func overridden() async throws(SetupFailure) -> [String] { config.overridden }

    /// The client secret, where it can be fetched here.
    public func clientSecret() async -> Secret? {
        (try? config.load())?.settings.credentials.clientSecret
    }

    /// Writes the file, or makes it.
    public func write(_ patch: JSONValue) async throws(SetupFailure) {
        do throws(ConfigError) {
            try config.patch(patch, createIfMissing: true)
        } catch {
            throw SetupFailure(error)
        }
    }

    /// Tries the access token that came along, with a cheap call for each enabled module.
    public func checks(_ grant: Grant) async throws(SetupFailure) -> [SetupCheck] {
        let json: JSONValue
        do throws(ConfigError) { json = try config.maskedJSON() } catch {
            throw SetupFailure(error)
        }
        let present = PresentConfig(json)
        var checks = [SetupCheck("access token", isGood: true, "received with the refresh token")]
        guard let domain = present.apiDomain ?? grant.apiDomain else {
            checks.append(
                SetupCheck(
                    "API host", isGood: false, "the api_domain in Zoho's answer is not a Zoho host",
                    hint: "set api_domain in the configuration"))
            return checks
        }
        for module in present.modules {
            let check = await AccessCheck.of(
                module, token: grant.accessToken, apiDomain: domain,
                organizationID: PresentConfig.organizationID(of: module, in: json), http: http)
            checks.append(
                SetupCheck(
                    module.rawValue, isGood: check.failure == nil,
                    check.failure?.message ?? check.detail, hint: check.failure?.hint))
        }
        return checks
    }

    private func refuseMistakes() throws(SetupFailure) {
        do throws(ConfigError) {
            try config.load()
        } catch {
            guard case .invalid(let path, let problems) = error else { throw SetupFailure(error) }
            if keepsClientSecret, problems.contains(where: { $0.keyPath == "client_secret" }) {
                throw SetupFailure(
                    .config,
                    "the client secret cannot be read here, and no daemon serves \(config.path)",
                    hint: "start the daemon, which may be able to, and run this again; zohosyncd "
                        + "check-config tells more")
            }
            let others = problems.filter { !Self.ownKeys.contains($0.keyPath) }
            if !others.isEmpty { throw SetupFailure(.invalid(path: path, others)) }
        }
    }

    private func refuseUnstorable() throws(SetupFailure) {
        do throws(ConfigError) { try config.checkStorable() } catch { throw SetupFailure(error) }
    }

    /// Replacing a file takes its folder; keeping its owner takes being that, or root.
    private func refuseForeign() throws(SetupFailure) {
        var status = stat()
        let isForeign =
            stat(config.path, &status) == 0 && status.st_uid != geteuid() && geteuid() != 0
        let folder = PathText.folder(of: config.path)
        guard isForeign || access(folder, W_OK | X_OK) != 0 else { return }
        let isMissing = access(folder, F_OK) != 0 && errno == ENOENT
        throw SetupFailure(
            isMissing ? .inputOutput : .notPermitted,
            isMissing
                ? "there is no folder \(folder)" : "this user may not write \(config.path)",
            hint: isMissing ? "make it first" : "run it as root, or as the daemon's user")
    }
}
