import SyncCore

extension SyncFailure {
    /// How much of a token gives it away: less is in other words, too.
    private static let tellingLength = 12

    /// The failure without the words of whoever answered, where these hold the token they were sent:
    /// a proxy on the way may send back what it got.
    func withoutEcho(of token: AccessToken, from module: Module, status: Int) -> SyncFailure {
        let start = token.value.withBytes { Array($0.prefix(Self.tellingLength)) }
        guard start.count == Self.tellingLength,
            (message + " " + (hint ?? "")).utf8.firstRange(of: start) != nil
        else { return self }
        return SyncFailure(
            code,
            "\(module.rawValue) answered with status \(status) and words that hold our token, which "
                + "are left out",
            hint: "see who answers in Zoho's place: check api_domain and any proxy on the way",
            disposition: disposition)
    }
}
