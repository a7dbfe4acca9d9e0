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
