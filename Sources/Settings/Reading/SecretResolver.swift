import SyncCore

/// Fetches secrets from where the configuration says they are.
struct SecretResolver {
    let environment: ConfigEnvironment
    /// The folder that relative paths of the configuration are seen from.
    let folder: String

    func resolve(_ source: SecretSource) throws(Refusal) -> Secret {
        switch source {
        case .plain(let secret): return secret
        case .variable(let name): return try variable(name)
        case .credential(let name): return try credential(name)
        case .file(let path):
            let path = PathText.absolute(path, relativeTo: folder)
            return try contents(
                of: path, called: "the file \(path)",
                hint: "put the secret there, alone, readable by the daemon's user only")
        case .sealed:
            throw Refusal(
                "sealed secrets come with a later version",
                hint: "write the secret as {\"credential\":\"NAME\"} or {\"file\":\"PATH\"} instead"
            )
        }
    }

    /// An environment variable that must be set.
    func variable(_ name: String) throws(Refusal) -> Secret {
        guard let text = environment.filled(name) else {
            throw Refusal(
                "the environment variable \(name) is not set",
                hint: "set it where the daemon is started, for example in its unit")
        }
        do throws(Refusal) {
            return try SecretText.check(text)
        } catch {
            throw Refusal("the environment variable \(name): \(error.message)", hint: error.hint)
        }
    }

    private func credential(_ name: String) throws(Refusal) -> Secret {
        let hint = "add LoadCredential=\(name):PATH to the daemon's unit"
        guard let folder = environment.filled("CREDENTIALS_DIRECTORY") else {
            throw Refusal("no credential \(name): the service manager has passed none", hint: hint)
        }
        return try contents(
            of: "\(folder)/\(name)", called: "the credential \(name)", hint: hint)
    }

    private func contents(
        of path: String, called name: String, hint: String
    ) throws(Refusal) -> Secret {
        switch environment.contents(path) {
        case .failure(let fault): throw Refusal("cannot read \(name): \(fault.reason)", hint: hint)
        case .success(var bytes):
            // Editors and `echo` end a file with a line feed.
            while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
            do throws(Refusal) {
                return try SecretText.check(String(decoding: bytes, as: UTF8.self))
            } catch {
                throw Refusal("\(name): \(error.message)", hint: error.hint)
            }
        }
    }
}
