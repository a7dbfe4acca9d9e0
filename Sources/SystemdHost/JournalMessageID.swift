import SyncCore

/// The fixed ids of the journal's catalogue (systemd.journal-fields(7), MESSAGE_ID=).
///
/// People and programs search for them, so an id never changes and is never used again;
/// systemd/zohosyncd.catalog explains each of them to `journalctl -x`.
public enum JournalMessageID {
    /// The id of an event; nil for one without an entry in the catalogue.
    public static func of(_ name: Event.Name) -> String? {
        switch name {
        case .started: "d6a74dd16a254069abf081d9f0bf3bb3"
        case .ready: "55fd4563182a429dac0070666892ed01"
        case .reloaded: "60afa1bc3f694a1a96fabd881e7f01d1"
        case .stopping: "be9e381f834d4cfeb417901ef15d9f49"
        case .startFailed: "50561f56112a47819497eea259e639f5"
        case .configInvalid: "502d988b3bd24fc2bd89bd0d3fa8705e"
        case .configChanged: "7bd9029e8b4e4080a7b6f2265aa51ee5"
        case .secretsRevealed: "3d3f37d0ba1844368601c1a5c7539525"
        case .requestRefused: "6a9511a196944ad7bff2451504b1ab25"
        case .tokenRefreshed: "e145df20a70644748ffef697811a1ba3"
        case .tokenRefreshFailed: "af527f703be542f79fb48835c070d74d"
        case .reauthorizationRequired: "94168e589a8b4d418c537d8c27a9697b"
        case .refreshTokenReplaced: "ae6830a677b54baeaddd5fd30a963b54"
        case .syncStarted: "1d23fdb2d9a24c3eb063e68ea8af82e0"
        case .syncFinished: "dbc8581102ca4968bcdf72e746325efa"
        case .syncFailed: "c7ac4a54abb245f29ac087c858a0996c"
        case .streamSkipped: "c8543f504c604eaba8bb24e4fa4f1881"
        case .rateLimited: "2fcb9bb5884b41a082c5a74e3d97006e"
        case .budgetLow: "465ad20e52a7495b96c291c873f8d9ce"
        case .schemaChanged: "32ebd9b043be485ca2fa0e4be07f246a"
        case .deletionGuard: "b9463eb4f21544caa378a1a9bc966711"
        case .notice: nil
        }
    }
}
