import Settings
import SyncCore
import Synchronization
import ZohoAPI

/// Which organisation each module reads, found out once and kept until the configuration names
/// another one or another account.
final class DirectoryTable: Sendable {
    private struct Entry {
        let organization: String?
        let server: String
        /// A hash: the secrets need not be kept once more.
        let account: Int
        let directory: OrganizationDirectory
    }

    private let table = Mutex<[Module: Entry]>([:])

    /// The directory of a module.
    func directory(of module: ModuleSettings, _ settings: Settings) -> OrganizationDirectory {
        let organization = module.organizationID ?? settings.organizationID
        let account = settings.credentials.hashValue
        return table.withLock { table in
            if let entry = table[module.module], entry.organization == organization,
                entry.server == settings.accountsServer, entry.account == account
            {
                return entry.directory
            }
            let directory = OrganizationDirectory(configured: organization)
            table[module.module] = Entry(
                organization: organization, server: settings.accountsServer,
                account: account, directory: directory)
            return directory
        }
    }
}
