import Sealing
import SyncCore

/// The first step: what the file says, key by key. Nil is what it does not say.
struct ConfigFragment {
    var enabled: Bool?
    var dataCenter: DataCenter?
    var accountsServer: String?
    var apiDomain: String?
    var organizationID: String?
    var clientID: String?
    var clientSecret: SecretSource?
    var refreshToken: SecretSource?
    var databasePath: String?
    var modules: [ModuleFragment] = []
}

extension ConfigFragment {
    /// Where the secrets are that the file names, in its order of keys.
    var secrets: [(place: SealedPlace, source: SecretSource)] {
        [(SealedPlace.clientSecret, clientSecret), (.refreshToken, refreshToken)]
            .compactMap { place, source in source.map { (place, $0) } }
    }
}

/// What the file says about one module.
struct ModuleFragment {
    var module: Module
    var enabled: Bool?
    var description: String?
    var interval: Duration?
    var lastSync: UTCInstant?
    var organizationID: String?
    var include: [String]?
    var exclude: [String]?
    var dailyAPICalls: Int?
    var callsPerMinute: Int?
    var concurrency: Int?
    var fullSweep: Duration?
}
