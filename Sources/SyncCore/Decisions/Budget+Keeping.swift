/// A budget as it is kept from one start of the program to the next.
extension Budget {
    /// The budget, as JSON.
    public var kept: JSONValue {
        var modules = JSONObject()
        for module in Module.allCases where days[module]?.used ?? 0 > 0 || quotas[module] != nil {
            modules[module.shortName] = .object(entry(of: module))
        }
        return .object([
            ("modules", .object(modules)), ("seen", .init(seen)), ("told_until", .init(toldUntil)),
            ("credits_left", .init(credits.remaining)), ("credits_most", .init(credits.most)),
        ])
    }

    /// The budget that was kept, a little less than it was: a kill may have cut off the last calls.
    /// What cannot be read is not known, and the next answers tell it.
    public init(kept: JSONValue) {
        self.init()
        seen = kept["seen"]?.instant
        toldUntil = kept["told_until"]?.instant
        credits = CreditFloor(
            remaining: kept["credits_left"]?.count, most: kept["credits_most"]?.count ?? 0)
        for module in Module.allCases {
            let entry = kept["modules"]?[module.shortName]
            if let began = entry?["began"]?.instant ?? seen,
                let ends = entry?["ends"]?.instant ?? seen.map({ $0.midnight + 86_400 })
            {
                // Whether it has asked may be what was cut off: then it must not ask again.
                days[module] = Day(
                    used: max(0, entry?["used"]?.count ?? 0), began: began, ends: ends,
                    hasAsked: true)
            }
            guard let quota = entry?["quota"] else { continue }
            quotas[module] = Quota(
                limit: quota["limit"]?.count,
                left: (quota["left"]?.count ?? 0) - Self.keepingMargin,
                endsAt: quota["ends"]?.instant, reset: quota["reset"]?.instant,
                spentUntil: quota["spent_until"]?.instant)
        }
    }

    private func entry(of module: Module) -> JSONObject {
        var entry = JSONObject()
        if let day = days[module] {
            entry["used"] = JSONValue(day.used)
            entry["began"] = JSONValue(day.began)
            entry["ends"] = JSONValue(day.ends)
        }
        if let quota = quotas[module] {
            entry["quota"] = .object([
                ("limit", .init(quota.limit)), ("left", .init(remaining(of: module))),
                ("ends", .init(quota.endsAt)), ("reset", .init(quota.reset)),
                ("spent_until", .init(quota.spentUntil)),
            ])
        }
        return entry
    }
}

extension JSONValue {
    fileprivate init(_ instant: UTCInstant?) {
        self.init(instant.map { Int($0.seconds) })
    }

    fileprivate static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(JSONObject(members))
    }

    /// Up to the year 9999: what is beyond was not written here.
    fileprivate var instant: UTCInstant? {
        integer.flatMap {
            (0...253_402_300_799).contains($0) ? UTCInstant(seconds: Int64($0)) : nil
        }
    }

    /// A number of calls that a day may have, or an overdraft of it.
    fileprivate var count: Int? {
        integer.flatMap { (-1_000_000_000...1_000_000_000).contains($0) ? $0 : nil }
    }
}
