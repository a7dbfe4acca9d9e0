public import SyncCore
/// temp
public struct AccessToken: Sendable, Equatable { public let value: String; public let apiDomain: String; public let expiresAt: UTCInstant }
