internal import ControlAPI
internal import SyncCore

/// What a request asks for beside its path, checked.
extension Answerer.Call {
    /// The body as JSON; nil where it is empty.
    func json() throws(Problem) -> JSONValue? {
        let isBlank = request.body.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        guard !isBlank else { return nil }
        do throws(JSONError) {
            return try JSONDocument(request.body).value
        } catch {
            throw .malformed("the body is not JSON: \(error)")
        }
    }

    /// A parameter that is `true` or `false`, false where it is missing.
    func flag(_ name: String) throws(Problem) -> Bool {
        switch target.query[name] {
        case nil, "false": return false
        case "true": return true
        default: throw .malformed("\(name) has to be true or false")
        }
    }

    /// How many elements a list may have.
    func limit() throws(Problem) -> Int {
        guard let text = target.query["limit"] else { return 50 }
        guard let limit = Int(text), (1...1000).contains(limit) else {
            throw .malformed("limit has to be a whole number from 1 to 1000")
        }
        return limit
    }

    /// Of which action the audit is wanted; nil: of all.
    func action() throws(Problem) -> AuditEntry.Action? {
        guard let text = target.query["action"] else { return nil }
        guard let action = AuditEntry.Action(rawValue: text) else {
            let known = AuditEntry.Action.allCases.map(\.rawValue).joined(separator: ", ")
            throw .malformed("action has to be one of \(known)")
        }
        return action
    }

    /// Before which entry the audit is wanted; nil: from the newest on.
    func before() throws(Problem) -> Int? {
        guard let text = target.query["before"] else { return nil }
        guard let number = Int(text), number > 0 else {
            throw .malformed("before has to be the id of an entry")
        }
        return number
    }

    /// The body of a sync.
    func syncBody() throws(Problem) -> (request: SyncRequest, wait: Bool) {
        guard let body = try json() else { return (SyncRequest(), false) }
        guard let object = body.object else {
            throw .malformed("the body has to be an object, not \(body.kind)")
        }
        var request = SyncRequest()
        var wait = false
        for member in object.members {
            switch member.key {
            case "mode":
                guard let mode = member.value.string.flatMap(Run.Mode.init) else {
                    throw .malformed("mode has to be \"incremental\" or \"full\"")
                }
                request.mode = mode
            case "wait": wait = try boolean(member)
            case "accept_deletions": request.acceptDeletions = try boolean(member)
            default:
                throw .malformed(
                    "unknown member \"\(member.key.prefix(50))\"; "
                        + "known are mode, wait, accept_deletions")
            }
        }
        return (request, wait)
    }

    private func boolean(_ member: JSONObject.Member) throws(Problem) -> Bool {
        guard let value = member.value.bool else {
            throw .malformed("\(member.key) has to be true or false, not \(member.value.kind)")
        }
        return value
    }
}
