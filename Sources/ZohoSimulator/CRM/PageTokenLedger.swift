/// Page tokens: bound to every other parameter, to the user and to a day ("Get Records").
struct PageTokenLedger: Sendable {
    struct Token: Sendable {
        let module: String
        /// Every parameter but the token, and If-Modified-Since.
        let binding: String
        let user: String
        let offset: Int
        let ends: Instant
        /// The ids of a snapshot walk; nil walks by offset over live data.
        let snapshot: [Int64]?
    }

    private var tokens: [String: Token] = [:]
    private var counter: UInt64 = 0

    subscript(_ text: String) -> Token? { tokens[text] }

    mutating func issue(_ token: Token, now: Instant) -> String {
        if tokens.count >= 20_000 { tokens = tokens.filter { $0.value.ends > now } }
        counter += 1
        var random = SeededRandom(seed: counter ^ 0x5A5A_A5A5)
        let text = String(random.next(), radix: 16) + String(random.next(), radix: 16)
        tokens[text] = token
        return text
    }
}
