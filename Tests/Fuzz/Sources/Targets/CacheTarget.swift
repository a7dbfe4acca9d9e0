import SyncCore

@testable import ZohoAPI

/// The token cache's content: what is taken from it is sane, and survives being kept again.
enum CacheTarget {
    static func run(_ input: [UInt8]) throws {
        guard let content = TokenCache.Content(input) else { return }
        try demand(content.limiter.attempts.count <= RefreshLimiter.limit, "too many attempts")
        try demand((0...3).contains(content.limiter.throttles), "a ladder without this rung")
        let now = UTCInstant(seconds: 1_790_000_000)
        let earliest = content.limiter.earliest(at: now)
        try demand(earliest >= now && earliest - now <= 3600, "a wait without end")
        if let token = content.token {
            try demand(
                (1...86_400).contains(token.expiresAt - token.obtainedAt), "a life without end")
            try demandToken(token.value)
            try demand(
                !"\(token)".contains(token.value.reveal()) || token.value.reveal().count < 4,
                "a token in a description")
        }
        if let replacement = content.replacement { try demandToken(replacement) }
        for other in content.others.entries { try demandToken(other.token) }
        try demand(
            content.others.entries.count <= OtherReplacements.limit, "other tokens pile up")
        try demand(TokenCache.Content(content.bytes) == content, "kept again, it is another")
        var book = TokenBook(token: content.token, limiter: content.limiter)
        _ = book.decide(at: now)
        _ = book.nextRefresh(at: now)
        book.begin(at: now)
        try demand(book.limiter.attempts.count <= RefreshLimiter.limit + 1, "attempts pile up")
    }
}
