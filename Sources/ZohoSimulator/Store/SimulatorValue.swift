/// One JSON value with exact numbers: a number keeps the text it was given.
///
/// Money must survive unchanged from the seed to the client, so nothing here passes through
/// binary floating point.
///
/// The simulator has JSON and dates of its own on purpose: with those of `SyncCore`, a mistake in
/// them would be on both sides of every test.
public indirect enum SimulatorValue: Sendable, Hashable {
    /// JSON `null`.
    case null
    /// JSON `true` or `false`.
    case bool(Bool)
    /// A JSON number, as its exact text: `"1234567890123456.78"`.
    case number(String)
    /// A JSON string.
    case string(String)
    /// A JSON array.
    case array([SimulatorValue])
    /// A JSON object; the order of its members is kept.
    case object([Member])

    /// One member of an object.
    public struct Member: Sendable, Hashable {
        /// The key.
        public let name: String
        /// What it holds.
        public let value: SimulatorValue

        /// Makes one member.
        public init(_ name: String, _ value: SimulatorValue) {
            self.name = name
            self.value = value
        }
    }

    /// The value of a member of an object; nil for a missing key and for everything else.
    public subscript(_ name: String) -> SimulatorValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.name == name }?.value
    }

    /// The text of a string, nil otherwise.
    public var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The number as an integer, nil where it is none.
    public var integer: Int? {
        guard case .number(let text) = self else { return nil }
        return Int(text)
    }

    /// The truth value of a boolean, nil otherwise.
    public var boolean: Bool? {
        guard case .bool(let flag) = self else { return nil }
        return flag
    }

    /// The elements of an array, nil otherwise.
    public var elements: [SimulatorValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The members of an object, nil otherwise.
    public var members: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// A lookup as Zoho writes it: `{"name":…,"id":…}`.
    public static func reference(name: String, id: String) -> SimulatorValue {
        .object([Member("name", .string(name)), Member("id", .string(id))])
    }

    /// The value as JSON text.
    public var json: String {
        var writer = JSONWriter()
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension SimulatorValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByNilLiteral
{
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A boolean.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A whole number; fractions are written `.number("0.10")`, so that they stay exact.
    public init(integerLiteral value: Int64) { self = .number(String(value)) }
    /// An array.
    public init(arrayLiteral elements: SimulatorValue...) { self = .array(elements) }
    /// An object.
    public init(dictionaryLiteral elements: (String, SimulatorValue)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
    /// Null.
    public init(nilLiteral: ()) { self = .null }

    /// A whole number.
    static func integer(_ value: Int) -> SimulatorValue { .number(String(value)) }
}
