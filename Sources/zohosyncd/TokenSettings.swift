import Settings
import ZohoAPI

extension Settings {
    /// Who may be asked whose client it is; nobody where the accounts server was chosen by hand.
    var dataCentersToAsk: [DataCenterSearch.Place] {
        guard accountsServer == dataCenter.accountsServer else { return [] }
        return DataCenter.allCases.map {
            DataCenterSearch.Place(name: $0.rawValue, accountsServer: $0.accountsServer)
        }
    }
}

extension TokenHolder.Storage {
    /// What the configuration has made of a new refresh token.
    init(_ storage: RefreshTokenStorage) {
        self =
            switch storage {
            case .stored(let place): .stored(place: place)
            case .overtaken: .overtaken
            case .notStored(let reason, let hint): .notStored(reason: reason, hint: hint)
            }
    }
}
