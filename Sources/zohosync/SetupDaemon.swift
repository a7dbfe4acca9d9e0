import Glibc
import Settings
import Setup
import SyncCore
import ZohoAPI

/// The configuration in the hands of a daemon: it knows the key that seals it, and takes it up at
/// once.
struct SetupDaemon: SetupTarget {
    private let daemon: Daemon
    private let file: ConfigFile

    /// The daemon at the socket, if it serves this very file.
    init?(_ daemon: Daemon, serving file: ConfigFile) async {
        self.daemon = Daemon(transport: daemon.transport, json: false)
        self.file = file
        guard let status = try? await self.daemon.ask("GET", "/status"),
            let path = status.json["config"]?.string,
            let served = canonical(path), served == canonical(file.path)
        else { return nil }
    }

    func present() async throws(SetupFailure) -> JSONValue? {
        guard mayChange() else {
            throw SetupFailure(
                .notPermitted, "this user may not change the configuration",
                hint: "run it as root, or as a member of the group zohosync-admin")
        }
        let status = try await ask("GET", "/status")
        guard status["state"] != "config_invalid" else {
            throw SetupFailure(
                .config, "the configuration file \(file.path) is broken",
                hint: "list every mistake with zohosyncd check-config, and correct them first")
        }
        do throws(ConfigError) { try file.checkStorableByDaemon() } catch {
            throw SetupFailure(error)
        }
        return try await ask("GET", "")
    }

    func overridden() async throws(SetupFailure) -> [String] {
        try await ask("GET", "/status")["overridden"]?.array?.compactMap(\.string) ?? []
    }

    /// From the file where it can be read here, else from the daemon, whose audit has that.
    func clientSecret() async -> Secret? {
        if let here = try? file.load() { return here.settings.credentials.clientSecret }
        let revealed = try? await ask("GET", "?reveal=true")
        return revealed?["client_secret"]?.string.map { Secret($0) }
    }

    func write(_ patch: JSONValue) async throws(SetupFailure) {
        _ = try await ask("POST", "", patch)
    }

    func checks(_ grant: Grant) async throws(SetupFailure) -> [SetupCheck] {
        let answer = try await ask("POST", "/test")
        return (answer["checks"]?.array ?? []).map { check in
            SetupCheck(
                cell(check["name"]), isGood: check["ok"] == true, cell(check["detail"]),
                hint: check["hint"]?.string.map(clean))
        }
    }

    private func ask(
        _ method: String, _ path: String, _ body: JSONValue? = nil
    ) async throws(SetupFailure) -> JSONValue {
        do throws(ClientFailure) {
            return try await daemon.ask(method, path, body: body).json
        } catch {
            let kind: SetupFailure.Kind =
                switch error.exit {
                case .notPermitted: .notPermitted
                case .unreachable: .unreachable
                default: .init(refusal: error.code)
                }
            throw SetupFailure(
                kind, error.message, hint: error.hint ?? "see journalctl -u zohosyncd")
        }
    }

    /// Whether the daemon will take a change from this user; it decides, but a code is spent by
    /// then.
    private func mayChange() -> Bool {
        if geteuid() == 0 || access(file.path, W_OK) == 0 { return true }
        guard let group = getgrnam("zohosync-admin") else { return false }
        let id = group.pointee.gr_gid
        var groups = [gid_t](repeating: 0, count: Int(max(0, getgroups(0, nil))))
        _ = getgroups(Int32(groups.count), &groups)
        return getegid() == id || groups.contains(id)
    }
}

/// A path without links; nil where there is nothing.
private func canonical(_ path: String) -> String? {
    guard let pointer = realpath(path, nil) else { return nil }
    defer { free(pointer) }
    return String(cString: pointer)
}
