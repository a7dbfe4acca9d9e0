import Sealing
import SyncCore

/// The second step: the file with what wins over it, every secret fetched.
struct MergedConfig {
    var fragment: ConfigFragment
    var clientID: String?
    var clientSecret: Secret?
    var refreshToken: Secret?
    var databasePath: String?

    /// Lays the environment over a fragment.
    init(
        _ fragment: ConfigFragment, resolver: SecretResolver, notes: inout ConfigNotes
    ) {
        let environment = resolver.environment
        self.fragment = fragment
        if let name = Self.overriding("client_id", environment) {
            let secret = Self.noting("client_id", &notes) { () throws(Refusal) in
                try resolver.variable(name)
            }
            clientID = secret?.reveal()
        } else {
            clientID = fragment.clientID
        }
        clientSecret = Self.secret(.clientSecret, fragment.clientSecret, resolver, &notes)
        refreshToken = Self.secret(.refreshToken, fragment.refreshToken, resolver, &notes)
        databasePath = fragment.databasePath
        if let database = environment.database {
            databasePath = Self.noting("database", &notes) { () throws(Refusal) in
                try ConfigValue.database(.string(database), folder: environment.workingFolder)
            }
        }
    }

    /// The environment variable that wins over a key.
    static func variable(for key: String) -> String { "ZOHO_\(key.uppercased())" }

    static func overriding(_ key: String, _ environment: ConfigEnvironment) -> String? {
        let name = variable(for: key)
        return environment.filled(name) == nil ? nil : name
    }

    /// A secret from its variable, or else from where the file says.
    private static func secret(
        _ place: SealedPlace, _ source: SecretSource?, _ resolver: SecretResolver,
        _ notes: inout ConfigNotes
    ) -> Secret? {
        let key = place.rawValue
        let override = overriding(key, resolver.environment).map(SecretSource.variable)
        guard let source = override ?? source else { return nil }
        let line = override == nil ? notes.line(of: key) : nil
        let secret = noting(key, line: line, &notes) { () throws(Refusal) in
            try resolver.resolve(source, for: place)
        }
        return secret ?? nil
    }

    private static func noting<Value>(
        _ key: String, line: Int? = nil, _ notes: inout ConfigNotes,
        _ make: () throws(Refusal) -> Value
    ) -> Value? {
        do throws(Refusal) {
            return try make()
        } catch {
            notes.refuse(key, error, line: line)
            return nil
        }
    }
}
