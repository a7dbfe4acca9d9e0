import Foundation
import GRDB
import ZohoSimulator

/// How a record of a finance stream has to look in its tables (interface, section 4).
struct ExpectedFinanceRecord {
    typealias Value = ZohoSimulator.Value

    /// An array that fills a child table, which is named by the contract.
    struct Child {
        let key: String
        let table: String
    }

    /// Streams of which the list alone is read.
    private static let readByListsAlone: Set<String> = [
        "chartofaccounts", "bankaccounts", "banktransactions", "fixedassets", "timeentries",
        "users",
        "settings/taxes", "settings/currencies", "pricebooks",
    ]
    /// Custom fields are columns of their own; what repeats them for screens is not kept.
    private static let customKeys: Set<String> = [
        "custom_fields", "custom_field_hash", "custom_fields_list", "item_custom_fields",
    ]
    /// Lists leave these empty or shorten them: the detail tells them.
    private static let shortInLists: Set<String> = [
        "documents", "tags", "billing_address", "shipping_address",
    ]

    let stream: String
    let truth: FinanceTruth

    var id: String { truth.id }

    private var hasDetail: Bool { !Self.readByListsAlone.contains(stream) }

    // MARK: Children

    /// Lines and persons, and what a payment or credit was applied to.
    static func children(of stream: String) -> [Child] {
        var children: [Child] = []
        switch stream {
        case "contacts": children = [Child(key: "contact_persons", table: "contact_persons")]
        case "customerpayments": children = [Child(key: "invoices", table: "invoices")]
        case "creditnotes": children = [Child(key: "invoices_credited", table: "invoices")]
        case "vendorpayments": children = [Child(key: "bills", table: "bills")]
        case "vendorcredits": children = [Child(key: "bills_credited", table: "bills")]
        default: break
        }
        return children + [Child(key: "line_items", table: "line_items")]
    }

    func elements(of child: Child) -> [Value] {
        hasDetail ? truth.detail[child.key]?.elements ?? [] : []
    }

    // MARK: Columns

    /// What is wrong with a row.
    func differences(_ row: Row) -> [String] {
        expected.compactMap { column in
            guard row.hasColumn(column.name) else {
                return column.value == .null ? nil : "\(column.name): no such column"
            }
            let stored = row[column.name] as DatabaseValue
            if stored.holds(column.value) { return nil }
            return "\(column.name): \(stored) instead of \(column.value.json)"
        } + surplusCustomFields(row)
    }

    private var expected: [(name: String, value: Value)] {
        let listed = truth.row.members ?? []
        let detailed = hasDetail ? truth.detail.members ?? [] : []
        let children = Set(Self.children(of: stream).map(\.key))
        let listedNames = Set(listed.map(\.name))
        var columns: [(name: String, value: Value)] = []
        for member in listed where !children.contains(member.name) {
            let isShort = hasDetail && Self.shortInLists.contains(member.name)
            if !isShort { columns += Self.columns(member.name, member.value) }
        }
        for member in detailed where !children.contains(member.name) {
            // The time of change of a payment has another name in its detail.
            if stream == "customerpayments", member.name == "updated_time" { continue }
            let isListed = listedNames.contains(member.name)
            if !isListed || Self.shortInLists.contains(member.name) {
                columns += Self.columns(member.name, member.value)
            }
        }
        return columns + customFields
    }

    /// The columns that a key fills.
    static func columns(_ key: String, _ value: Value) -> [(name: String, value: Value)] {
        if key.hasSuffix("_formatted") || key.hasPrefix("cf_") || customKeys.contains(key) {
            return []
        }
        switch value {
        case .string(""): return [(key, .null)]
        case .string(let text) where key.hasSuffix("_time"):
            return [(key, .string(utc(text) ?? text))]
        default: return [(key, kept(value))]
        }
    }

    private var customFields: [(name: String, value: Value)] {
        let fields = (hasDetail ? truth.detail : truth.row)["custom_fields"]?.elements ?? []
        return fields.compactMap { field in
            guard let name = field["api_name"]?.text, let value = field["value"] else { return nil }
            return (name, value == .string("") ? .null : value)
        }
    }

    private func surplusCustomFields(_ row: Row) -> [String] {
        let known = Set(customFields.map(\.name))
        return row.columnNames.filter { $0.hasPrefix("cf_") && !known.contains($0) }.filter {
            !(row[$0] as DatabaseValue).isNull
        }.map { "\($0): not a custom field of this record" }
    }

    // MARK: Values

    /// Objects and arrays without what is only meant for screens; addresses say `zip` everywhere.
    private static func kept(_ value: Value) -> Value {
        switch value {
        case .array(let elements): .array(elements.map(kept))
        case .object(let members):
            .object(
                members.filter { !$0.name.hasSuffix("_formatted") }.map {
                    .init($0.name == "zipcode" ? "zip" : $0.name, kept($0.value))
                })
        default: value
        }
    }

    /// `2026-06-09T13:14:55-0400` in UTC.
    private static func utc(_ text: String) -> String? {
        guard text.utf8.count == 24, let date = try? Date(text, strategy: offsetStyle) else {
            return nil
        }
        return date.formatted(.iso8601)
    }

    private static let offsetStyle = Date.ISO8601FormatStyle(timeZoneSeparator: .omitted)
        .year().month().day().time(includingFractionalSeconds: false).timeZone(separator: .omitted)
}
