import SyncCore

@testable import Settings

/// A merge patch (RFC 7396) on a text: equal to the patch of the value, every byte that it does not
/// name stays, and what `GET` shows holds no secret and may be posted back.
enum PatchTarget {
    static func run(_ input: [UInt8]) throws {
        guard let split = input.firstIndex(of: 0),
            let document = try? JSONDocument(Array(input[..<split])),
            document.tokens[0].kind == .object,
            let patch = (try? JSONDocument(Array(input[(split + 1)...])))?.value.object
        else { return }
        try apply(patch, to: document)
        try hide(document)
    }

    private static func apply(_ patch: JSONObject, to document: JSONDocument) throws {
        var editor = JSONEditor(document)
        let before = leaves(of: document)
        let changed = try editor.apply(patch)
        let after = editor.document
        // RFC 7396 says nothing of a name that comes twice: the patch has to make some whole text.
        guard !hasDoubles(.object(patch)) else { return }
        // Of doubled keys the last one counts, so the values are compared as they count.
        let wanted = document.value.merged(with: .object(patch))
        try demand(
            counting(after.value) == counting(wanted), "the text and the value were patched apart")
        let places = leaves(of: after)
        for (place, bytes) in before
        where !changed.contains(where: { place.starts(with: $0) || $0.starts(with: place) }) {
            try demand(places[place] == bytes, "bytes that the patch does not name have changed")
        }
        let again = try editor.apply(patch)
        try demand(again.isEmpty, "the same patch changes something again: \(again)")
        try demand(editor.bytes == after.bytes, "an idle patch has changed the text")
    }

    private static func hide(_ document: JSONDocument) throws {
        let value = document.value
        guard !hasDoubles(value) else { return }
        let masked = Masking.masked(value)
        try demand(Masking.masked(masked) == masked, "masking twice differs")
        try demand(
            !exposes(masked), "a secret's key has a value in what everybody sees")
        guard !hasNulls(value), let shown = masked.object else { return }
        var editor = JSONEditor(document)
        let kept = Masking.withoutMasks(shown, current: value)
        try demand(
            try editor.apply(kept).isEmpty && editor.bytes == document.bytes,
            "posting back what was shown changes the text")
    }

    /// The raw bytes of what is not an object, by its path; of doubled keys the last.
    private static func leaves(of document: JSONDocument) -> [[String]: String] {
        var leaves: [[String]: String] = [:]
        func visit(_ token: Int, _ path: [String]) {
            guard document.tokens[token].kind == .object else {
                leaves[path] = document.rawText(of: document.tokens[token])
                return
            }
            var last: [String: Int] = [:]
            for member in document.members(of: token) {
                last[document.text(of: document.tokens[member.key])] = member.value
            }
            for (name, value) in last { visit(value, path + [name]) }
        }
        visit(0, [])
        return leaves
    }

    /// A value without the members that do not count.
    private static func counting(_ value: JSONValue) -> [String: JSONValue] {
        var counting: [String: JSONValue] = [:]
        func visit(_ value: JSONValue, _ path: String) {
            guard let object = value.object else {
                counting[path] = value
                return
            }
            counting[path] = .object(JSONObject())
            var last: [String: JSONValue] = [:]
            for member in object.members { last[member.key] = member.value }
            for (name, value) in last { visit(value, path + "\u{0}" + name) }
        }
        visit(value, "")
        return counting
    }

    private static func exposes(_ value: JSONValue) -> Bool {
        switch value {
        case .array(let elements): elements.contains(where: exposes)
        case .object(let object):
            object.members.contains { member in
                Masking.isSecret(member.key)
                    ? member.value != .string(Secret.mask) && !member.value.isNull
                    : exposes(member.value)
            }
        default: false
        }
    }

    private static func hasDoubles(_ value: JSONValue) -> Bool {
        switch value {
        case .array(let elements): elements.contains(where: hasDoubles)
        case .object(let object):
            Set(object.keys).count != object.keys.count
                || object.members.contains { hasDoubles($0.value) }
        default: false
        }
    }

    private static func hasNulls(_ value: JSONValue) -> Bool {
        switch value {
        case .null: true
        case .array(let elements): elements.contains(where: hasNulls)
        case .object(let object): object.members.contains { hasNulls($0.value) }
        default: false
        }
    }
}
