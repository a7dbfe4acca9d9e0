/// Where the control interface lives.
public enum ControlPath {
    /// The root of every path.
    public static let base = "/api/settings/integrations/zoho"
    /// The socket of an installed service.
    public static let defaultSocket = "/run/zohosyncd/control.sock"

    /// The socket for a program to which systemd may have given runtime folders, separated by
    /// colons (systemd.exec(5), RUNTIME_DIRECTORY): in the first one, or the installed service's.
    public static func socket(runtimeDirectory: String?) -> String {
        runtimeDirectory?.split(separator: ":").first.map { "\($0)/control.sock" } ?? defaultSocket
    }
}
