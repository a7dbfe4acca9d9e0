/// Where the control interface lives.
public enum ControlPath {
    /// The root of every path but the metrics.
    public static let base = "/api/settings/integrations/zoho"
    /// The socket of an installed service.
    public static let defaultSocket = "/run/zohosyncd/control.sock"
}
