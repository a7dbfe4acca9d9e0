/// What each row of a page carries, worked out once per page.
struct ListColumns {
    enum Source {
        case stored(Int)
        case converted
        case constant([UInt8])
    }

    private(set) var sources: [Source] = []
    /// `,"Last_Name":` of every column.
    private(set) var keys: [[UInt8]] = []

    /// Leaves out what lists leave out: subforms, multi-select lookups, unknown names.
    init(
        _ names: [String], of table: ModuleTable, switches: ZohoSimulator.Switches,
        broken: Set<String> = []
    ) throws(Refusal) {
        for name in names where name != "id" {
            if broken.contains(name) {
                add(name, .constant(Array(#"{"unexpected":true}"#.utf8)))
            } else if name == "$converted" {
                add(name, .converted)
            } else if let position = table.position(of: name) {
                let field = table.fields[position]
                if field.isLeftOutOfLists { continue }
                if field.isVisible {
                    add(name, .stored(position))
                } else if switches.hiddenFieldsAreNull {
                    add(name, .constant(Array("null".utf8)))
                }
            } else if let constant = Self.systemKeys[name] {
                add(name, .constant(Array(constant.utf8)))
            } else if switches.refusesUnknownFields {
                throw .invalid("fields", nil)
            }
        }
    }

    private mutating func add(_ name: String, _ source: Source) {
        sources.append(source)
        keys.append(Array(",\"\(name)\":".utf8))
    }

    /// Keys that every module has and no record varies in here.
    static let systemKeys = [
        "$editable": "true", "$currency_symbol": "\"€\"", "$approval_state": "\"approved\"",
        "$approved": "true", "$in_merge": "false", "$state": "\"save\"",
        "$locked_for_me": "false", "$orchestration": "false", "$review": "null",
        "$field_states": "null",
    ]
}
