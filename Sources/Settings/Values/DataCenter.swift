/// One of Zoho's data centres. An account lives in exactly one, and its tokens work nowhere else.
public enum DataCenter: String, CaseIterable, Sendable {
    case us, eu, `in`, au, jp, ca, cn, sa, uk, ae

    /// Where this data centre hands out tokens. A table, because no rule yields it: Canada's host
    /// has another name than its API.
    public var accountsServer: String {
        switch self {
        case .us: "https://accounts.zoho.com"
        case .eu: "https://accounts.zoho.eu"
        case .in: "https://accounts.zoho.in"
        case .au: "https://accounts.zoho.com.au"
        case .jp: "https://accounts.zoho.jp"
        case .ca: "https://accounts.zohocloud.ca"
        case .cn: "https://accounts.zoho.com.cn"
        case .sa: "https://accounts.zoho.sa"
        case .uk: "https://accounts.zoho.uk"
        case .ae: "https://accounts.zoho.ae"
        }
    }
}
