import SyncCore

/// A JSON merge patch (RFC 7396), applied to a text without touching what it does not name.
extension JSONEditor {
    /// Applies a patch and returns the paths of what it changed, in the patch's order.
    mutating func apply(_ patch: JSONObject, at path: [String] = []) throws(JSONError) -> [[String]]
    {
        var changed: [[String]] = []
        for member in patch.members {
            let place = path + [member.key]
            let current = value(at: place)
            switch (member.value, current) {
            case (.null, nil): break
            case (.null, _):
                try remove(place)
                changed.append(place)
            case (.object(let inner), .object):
                changed += try apply(inner, at: place)
            case (let value, let current):
                let wanted = value.withoutNulls
                guard wanted != current else { break }
                try set(place, to: wanted)
                changed.append(place)
            }
        }
        return changed
    }
}

extension JSONValue {
    /// What a patch makes of nothing: its nulls ask for removals, of what was never there.
    fileprivate var withoutNulls: JSONValue {
        guard case .object(let object) = self else { return self }
        return .object(
            JSONObject(
                object.members.filter { !$0.value.isNull }.map { ($0.key, $0.value.withoutNulls) }))
    }

    /// The value after a patch (RFC 7396, section 2).
    func merged(with patch: JSONValue) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        var result = object ?? JSONObject()
        for member in changes.members {
            if member.value.isNull {
                result[member.key] = nil
            } else {
                result[member.key] = (result[member.key] ?? .null).merged(with: member.value)
            }
        }
        return .object(result)
    }

    /// The patch that turns this value into another one. A null inside it cannot be told from a
    /// removal, as RFC 7396 has it.
    func mergePatch(to new: JSONValue) -> JSONValue {
        guard case .object(let before) = self, case .object(let after) = new else { return new }
        var patch = JSONObject()
        for key in before.keys where after[key] == nil { patch[key] = .null }
        for member in after.members where before[member.key] != member.value {
            patch[member.key] = before[member.key]?.mergePatch(to: member.value) ?? member.value
        }
        return .object(patch)
    }
}
