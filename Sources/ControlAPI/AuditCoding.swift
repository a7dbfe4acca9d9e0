public import SyncCore

extension AuditEntry {
    /// The entry as the control interface shows it.
    public var json: JSONValue {
        [
            "id": JSONValue(id), "at": .string(at.text),
            "uid": JSONValue(caller.map { Int($0.uid) }),
            "gid": JSONValue(caller.map { Int($0.gid) }),
            "pid": JSONValue(caller.map { Int($0.pid) }), "user": JSONValue(user),
            "action": .string(action.rawValue), "keys": .array(keys.map(JSONValue.string)),
            "request": JSONValue(request), "result": .string(result.rawValue),
            "code": JSONValue(code), "repeats": JSONValue(repeats),
        ]
    }
}
