import SyncCore

/// A JSON merge patch (RFC 7396), applied to a text without touching what it does not name.
extension JSONEditor {
    /// Applies a patch and returns the paths of what it changed, in the patch's order. Of a key that
    /// comes twice in it, the last one counts.
    mutating func apply(_ patch: JSONObject) throws(JSONError) -> [[String]] {
        var merge = Merge(document: document, style: JSONStyle(of: document))
        merge.merge(patch, into: 0, at: [])
        try apply(merge.splices)
        return merge.changed
    }

    /// A patch on its way down through the objects of a text.
    private struct Merge {
        let document: JSONDocument
        let style: JSONStyle
        var splices: [ObjectEdit.Splice] = []
        var changed: [[String]] = []

        mutating func merge(_ patch: JSONObject, into container: Int, at path: [String]) {
            var edit = ObjectEdit(document, style, container: container, depth: path.count)
            for member in patch.distinct {
                let place = path + [member.key]
                switch (member.value, edit.token(of: member.key)) {
                case (.null, nil): continue
                case (.null, _): edit.remove(member.key)
                case (.object(let inner), let token?) where document.tokens[token].kind == .object:
                    merge(inner, into: token, at: place)
                    continue
                case (let value, let token?):
                    let wanted = value.withoutNulls
                    guard wanted != document.value(at: token) else { continue }
                    edit.replace(token, by: wanted)
                case (let value, nil): edit.add(member.key, value.withoutNulls)
                }
                changed.append(place)
            }
            splices += edit.splices
        }
    }
}

extension JSONValue {
    /// What a patch makes of nothing: its nulls ask for removals, of what was never there.
    fileprivate var withoutNulls: JSONValue {
        guard case .object(let object) = self else { return self }
        return .object(
            JSONObject(
                object.distinct.filter { !$0.value.isNull }.map { ($0.key, $0.value.withoutNulls) })
        )
    }

    /// The value after a patch (RFC 7396, section 2).
    func merged(with patch: JSONValue) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        let wanted = changes.byKey
        let members = object?.members ?? []
        let last = Dictionary(
            members.indices.map { (members[$0].key, $0) }, uniquingKeysWith: { $1 })
        let kept = members.enumerated().compactMap { index, member -> (String, JSONValue)? in
            switch wanted[member.key] {
            case .null?: nil
            case let change? where last[member.key] == index:
                (member.key, member.value.merged(with: change))
            default: (member.key, member.value)
            }
        }
        let added = changes.distinct.filter { last[$0.key] == nil && !$0.value.isNull }
            .map { ($0.key, JSONValue.null.merged(with: $0.value)) }
        return .object(JSONObject(kept + added))
    }

    /// The patch that turns this value into another one. A null inside it cannot be told from a
    /// removal, as RFC 7396 has it.
    func mergePatch(to new: JSONValue) -> JSONValue {
        guard case .object(let before) = self, case .object(let after) = new else { return new }
        let old = before.byKey
        let wanted = after.byKey
        let gone = before.distinct.filter { wanted[$0.key] == nil }
            .map { ($0.key, JSONValue.null) }
        let changed = after.distinct.filter { old[$0.key] != $0.value }
            .map { ($0.key, old[$0.key]?.mergePatch(to: $0.value) ?? $0.value) }
        return .object(JSONObject(gone + changed))
    }
}
