public import SyncCore

extension Event {
    /// The event as the events feed shows it: its name, what it says, and its journal fields.
    public func json(at now: UTCInstant) -> JSONValue {
        var object = JSONObject([
            ("event", .string(name.rawValue)), ("time", .string(now.text)),
            ("priority", JSONValue(level.rawValue)), ("message", .string(message)),
        ])
        for (field, value) in fields { object[field.rawValue.lowercased()] = .string(value) }
        return .object(object)
    }
}
