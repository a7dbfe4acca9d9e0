import SyncCore

/// A figure of the report, and what it should be.
struct Figure {
    enum Target {
        case atLeast(Double)
        case atMost(Double)
        case none
    }

    let name: String
    /// The name for programs.
    let key: String
    let unit: String
    let spread: Spread
    let target: Target

    init(
        _ name: String, _ key: String, _ unit: String, _ values: [Double],
        _ target: Target = .none
    ) {
        self.name = name
        self.key = key
        self.unit = unit
        spread = Spread(values)
        self.target = target
    }

    /// Whether there is a value.
    var isMeasured: Bool { spread.median.isFinite }

    /// Whether the median meets the target.
    var isMet: Bool {
        switch target {
        case .atLeast(let limit): spread.median >= limit
        case .atMost(let limit): spread.median <= limit
        case .none: true
        }
    }

    /// The cells of the figure's row.
    var cells: [String] {
        let values =
            spread.least == spread.most
            ? ["", decimal(spread.median), ""]
            : [spread.least, spread.median, spread.most].map(decimal)
        return [name] + values + [unit] + verdict
    }

    private var verdict: [String] {
        switch target {
        case .atLeast(let limit): [">= " + decimal(limit), isMet ? "ok" : "MISSED"]
        case .atMost(let limit): ["<= " + decimal(limit), isMet ? "ok" : "MISSED"]
        case .none: ["", ""]
        }
    }

    var json: JSONValue {
        var object = JSONObject([
            ("min", number(spread.least)), ("median", number(spread.median)),
            ("max", number(spread.most)), ("unit", .string(unit)),
        ])
        switch target {
        case .atLeast(let limit): object["at_least"] = number(limit)
        case .atMost(let limit): object["at_most"] = number(limit)
        case .none: return .object(object)
        }
        object["met"] = .bool(isMet)
        return .object(object)
    }

    private func number(_ value: Double) -> JSONValue {
        guard value.isFinite, let document = try? JSONDocument("\(value)") else { return .null }
        return document.value
    }
}
