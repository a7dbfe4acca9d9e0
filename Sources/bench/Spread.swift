/// Several measurements of the same thing.
struct Spread {
    private let sorted: [Double]

    init(_ values: [Double]) { sorted = values.sorted() }

    var least: Double { sorted.first ?? .nan }
    var most: Double { sorted.last ?? .nan }

    var median: Double {
        guard !sorted.isEmpty else { return .nan }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}

/// A number with as many decimals as are worth reading.
func decimal(_ value: Double) -> String {
    guard value.isFinite else { return "-" }
    let digits = value.magnitude >= 1_000 ? 0 : value.magnitude >= 20 ? 1 : 2
    let scale = [1.0, 10, 100][digits]
    let rounded = (value.magnitude * scale).rounded()
    let whole = Int(rounded / scale)
    let sign = value < 0 && rounded > 0 ? "-" : ""
    guard digits > 0 else { return sign + grouped(whole) }
    let part = String(Int(rounded) % Int(scale))
    return "\(sign)\(whole)." + String(repeating: "0", count: digits - part.count) + part
}

/// A whole number with its thousands apart.
func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
        text.append(digit)
    }
    return number < 0 ? "-" + text : text
}
