/// A number with its thousands set apart: 4 000.
public func grouped(_ number: Int) -> String {
    var text = ""
    for (position, digit) in String(number.magnitude).reversed().enumerated() {
        if position > 0, position % 3 == 0 { text.append(" ") }
        text.append(digit)
    }
    return (number < 0 ? "-" : "") + String(text.reversed())
}

/// A number with the word that it counts: 1 call, 4 000 calls.
public func counted(_ number: Int, _ word: String) -> String {
    "\(grouped(number)) \(word)\(number == 1 ? "" : "s")"
}
