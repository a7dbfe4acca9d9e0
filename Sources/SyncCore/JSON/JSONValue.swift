/// A JSON number as its text: exact, whatever its size.
public struct JSONNumber: Hashable, Sendable {
    /// The number as it was written.
    public let text: String

    init(unchecked text: String) { self.text = text }

    /// A whole number.
    public init(_ integer: Int) { text = String(integer) }

    /// The number where it is a whole one that fits.
    public var integer: Int? { Int(text) }
}

/// A JSON value that keeps the order of keys and the text of numbers.
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// The member of an object; nil for anything else.
    public subscript(key: String) -> JSONValue? { object?[key] }

    /// The string, if it is one.
    public var string: String? { if case .string(let value) = self { value } else { nil } }
    /// The whole number, if it is one.
    public var integer: Int? { if case .number(let value) = self { value.integer } else { nil } }
    /// The boolean, if it is one.
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    /// The elements, if it is an array.
    public var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    /// The members, if it is an object.
    public var object: JSONObject? { if case .object(let value) = self { value } else { nil } }
    /// Whether it is null.
    public var isNull: Bool { self == .null }

    /// What the value is, in words for an error message.
    public var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

/// The members of a JSON object in their order. Of a doubled key the last one counts.
public struct JSONObject: Hashable, Sendable {
    /// The members in their order.
    public private(set) var members: [Member]

    /// One key with its value.
    public struct Member: Hashable, Sendable {
        /// The key.
        public let key: String
        /// The value.
        public var value: JSONValue
    }

    /// An object of these members.
    public init(_ members: [(String, JSONValue)] = []) {
        self.members = members.map { Member(key: $0.0, value: $0.1) }
    }

    /// The keys in their order.
    public var keys: [String] { members.map(\.key) }

    /// A member's value; setting nil removes it, setting a new key appends it.
    public subscript(key: String) -> JSONValue? {
        get { members.last { $0.key == key }?.value }
        set {
            guard let newValue else { return members.removeAll { $0.key == key } }
            if let index = members.lastIndex(where: { $0.key == key }) {
                members[index].value = newValue
            } else {
                members.append(Member(key: key, value: newValue))
            }
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByNilLiteral
{
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A boolean.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
    /// An array.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// An object, with its members in the order written.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(elements))
    }
    /// Null.
    public init(nilLiteral: ()) { self = .null }

    /// A string, or null where there is none.
    public init(_ value: String?) { self = value.map(JSONValue.string) ?? .null }
    /// A whole number, or null where there is none.
    public init(_ value: Int?) { self = value.map { .number(JSONNumber($0)) } ?? .null }
}
