/// A duration as the configuration writes it: a whole number and a unit, `90s`, `15m`, `6h`, `1d`.
public enum DurationText {
    /// The longest duration, ten years: more is a slip of the hand, and would overflow elsewhere.
    static let maximumSeconds: Int64 = 3650 * 86400

    /// The duration that a text stands for: at least one second. Nil for anything else.
    public static func parse(_ text: String) -> Duration? {
        let scale: Int64
        switch text.utf8.last {
        case UInt8(ascii: "s"): scale = 1
        case UInt8(ascii: "m"): scale = 60
        case UInt8(ascii: "h"): scale = 3600
        case UInt8(ascii: "d"): scale = 86400
        default: return nil
        }
        let digits = text.utf8.dropLast()
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let count = Int64(String(decoding: digits, as: UTF8.self)), count > 0,
            count <= maximumSeconds / scale
        else { return nil }
        return .seconds(count * scale)
    }

    /// The shortest text of a duration of whole seconds.
    public static func text(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        let units: [(Int64, String)] = [(86400, "d"), (3600, "h"), (60, "m")]
        for (scale, unit) in units where seconds != 0 && seconds % scale == 0 {
            return "\(seconds / scale)\(unit)"
        }
        return "\(seconds)s"
    }
}
