import SyncCore
import TestSupport
import Testing

@testable import Settings

/// Random documents and random edits, against the same edit of the value.
@Suite struct EditorWalkTests {
    @Test(arguments: 0..<40)
    func edits_random_equalEditsOfTheValue(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) &* 7919)
        let start = JSONValue.object(object(depth: 3, &random))
        var editor = try JSONEditor(text(start, &random))
        var model = editor.document.value
        for _ in 0..<40 {
            let path = path(in: model, &random)
            let before = leaves(of: editor.document)
            if Int.random(in: 0..<3, using: &random) == 0 {
                try editor.remove(path)
                model = removing(model, path[...])
            } else {
                let value = value(depth: 2, &random)
                try editor.set(path, to: value)
                model = setting(model, path[...], value)
            }
            #expect(editor.document.value == model)
            try expectUntouched(before, leaves(of: editor.document), besides: path)
        }
    }

    @Test(arguments: 0..<40)
    func patches_random_equalMergesOfTheValue(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) &* 104_729 &+ 1)
        let start = JSONValue.object(object(depth: 3, &random))
        var editor = try JSONEditor(text(start, &random))
        for _ in 0..<10 {
            let before = editor.document.value
            let patch = object(depth: 3, &random)
            let changed = try editor.apply(patch)
            #expect(editor.document.value == before.merged(with: .object(patch)))
            #expect(changed.isEmpty == (editor.document.value == before))
        }
    }

    /// All members at once make the same text as one after the other. (Removals may keep the layout
    /// better: an object that is emptied and filled again by one patch stays spread.)
    @Test(arguments: 0..<40)
    func patches_random_equalPatchesOfOneMember(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) &* 15_485_863 &+ 3)
        let start = JSONValue.object(object(depth: 3, &random))
        let text = seed % 2 == 0 ? start.bytes : Array(start.prettyText.utf8)
        var whole = try JSONEditor(text)
        var single = whole
        for _ in 0..<5 {
            let patch = JSONObject(
                object(depth: 3, &random).members.filter { !$0.value.isNull }
                    .map { ($0.key, $0.value) })
            _ = try whole.apply(patch)
            for member in patch.members {
                _ = try single.apply(JSONObject([(member.key, member.value)]))
            }
            #expect(
                String(decoding: whole.bytes, as: UTF8.self)
                    == String(decoding: single.bytes, as: UTF8.self))
        }
    }

    /// Every value that the path does not lead through or to has the bytes it had.
    private func expectUntouched(
        _ before: [[String]: String], _ after: [[String]: String], besides path: [String]
    ) throws {
        for (place, bytes) in before where !place.starts(with: path) && !path.starts(with: place) {
            #expect(after[place] == bytes)
        }
    }

    /// The raw bytes of everything that is not an object, by its path.
    private func leaves(of document: JSONDocument) -> [[String]: String] {
        var leaves: [[String]: String] = [:]
        func visit(_ token: Int, _ path: [String]) {
            if document.tokens[token].kind == .object {
                for member in document.members(of: token) {
                    visit(member.value, path + [document.text(of: document.tokens[member.key])])
                }
            } else {
                leaves[path] = document.rawText(of: document.tokens[token])
            }
        }
        visit(0, [])
        return leaves
    }

    // MARK: The same edits on values

    private func setting(_ value: JSONValue, _ path: ArraySlice<String>, _ new: JSONValue)
        -> JSONValue
    {
        guard let key = path.first else { return new }
        var object = value.object ?? JSONObject()
        object[key] = setting(object[key] ?? .object(JSONObject()), path.dropFirst(), new)
        return .object(object)
    }

    private func removing(_ value: JSONValue, _ path: ArraySlice<String>) -> JSONValue {
        guard var object = value.object, let key = path.first else { return value }
        if path.count == 1 {
            object[key] = nil
        } else if let inner = object[key] {
            object[key] = removing(inner, path.dropFirst())
        }
        return .object(object)
    }

    // MARK: Random things

    private static let keys = ["a", "b", "Zoho CRM", "é\"\\", ""]

    private func path(in value: JSONValue, _ random: inout SeededGenerator) -> [String] {
        var path: [String] = []
        var value: JSONValue? = value
        repeat {
            let known = value?.object?.keys ?? []
            let key =
                Bool.random(using: &random)
                ? known.randomElement(using: &random)
                : Self.keys.randomElement(using: &random)
            path.append(key ?? "new")
            value = value?[path[path.count - 1]]
        } while path.count < 4 && Int.random(in: 0..<3, using: &random) > 0
        return path
    }

    private func object(depth: Int, _ random: inout SeededGenerator) -> JSONObject {
        let keys = Self.keys.shuffled(using: &random).prefix(Int.random(in: 0...4, using: &random))
        return JSONObject(keys.map { ($0, value(depth: depth - 1, &random)) })
    }

    private func value(depth: Int, _ random: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &random) {
        case 0: .null
        case 1: .bool(Bool.random(using: &random))
        case 2: .number(JSONNumber(Int.random(in: -5...5, using: &random)))
        case 3: .string(["", "x", "é\n", "{,}"].randomElement(using: &random) ?? "")
        case 4: .array([])
        case 5: .array([value(depth: depth - 1, &random), value(depth: 0, &random)])
        default: .object(object(depth: depth, &random))
        }
    }

    /// The value as somebody may have written it: with space of any kind between tokens.
    private func text(_ value: JSONValue, _ random: inout SeededGenerator) -> [UInt8] {
        let style = Int.random(in: 0..<4, using: &random)
        if style == 0 { return value.bytes }
        if style == 1 { return Array(value.prettyText.utf8) }
        var text = ""
        func space() {
            text += ["", "", " ", "\n", "\r\n\t", "  "].randomElement(using: &random) ?? ""
        }
        func write(_ value: JSONValue) {
            space()
            switch value {
            case .object(let object):
                text += "{"
                for (index, member) in object.members.enumerated() {
                    if index > 0 { text += "," }
                    space()
                    text += JSONValue.string(member.key).text
                    space()
                    text += ":"
                    write(member.value)
                }
                if object.members.isEmpty { space() }
                text += "}"
            case .array(let elements):
                text += "["
                for (index, element) in elements.enumerated() {
                    if index > 0 { text += "," }
                    write(element)
                }
                text += "]"
            default: text += value.text
            }
            space()
        }
        write(value)
        return Array(text.utf8)
    }
}
