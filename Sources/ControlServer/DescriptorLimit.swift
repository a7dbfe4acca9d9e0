internal import Glibc

/// How many files this process may open.
enum DescriptorLimit {
    /// For the database, Zoho, the journal and what else the daemon has open.
    private static let reserve = 128

    /// Connections for which there are descriptors. Beyond the limit the kernel would not let us
    /// accept anybody.
    static var forConnections: Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return 512
        }
        return max(16, Int(min(limit.rlim_cur, 1 << 20)) - reserve)
    }
}
