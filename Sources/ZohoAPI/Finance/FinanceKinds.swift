import SyncCore

/// How the values of a field are stored, by its name and the first value that was met.
///
/// The finance APIs have no metadata, and the same field may come as a number, as text and as `""`
/// (for `discount`: `0`, `"10%"`). So the name decides where it is well known, and what is not known
/// is kept as it is sent.
enum FinanceKinds {
    /// The kind of a field. The sample is the first value that is not empty; null: all were.
    static func kind(of field: String, sample: JSONValue) -> StreamSchema.ColumnKind {
        switch sample {
        case .array, .object: return .json
        case .bool: return .boolean
        default: break
        }
        if containers.contains(field) { return .json }
        // Ids exceed what a double holds exactly, and some come as integers.
        if field == "id" || hasSuffix(field, ["_id", "_ids"]) || textNames.contains(field) {
            return .text
        }
        if field.hasSuffix("_time") { return timeKind(field, sample) }
        if field == "date" || field.hasSuffix("_date") { return .date }
        if ["is_", "has_", "can_", "allow_"].contains(where: field.hasPrefix) {
            return flagKind(sample)
        }
        if decimalNames.contains(field) || hasSuffix(field, decimalSuffixes)
            || ["bcy_", "fcy_"].contains(where: field.hasPrefix)
        {
            return .decimal
        }
        return hasSuffix(field, textSuffixes) ? .text : .any
    }

    /// The kind of a custom field, by the type that Zoho names (Custom Fields, `data_type`).
    static func kind(ofType type: String?, sample: JSONValue) -> StreamSchema.ColumnKind {
        switch type {
        case "number", "decimal", "amount", "percent": return .decimal
        case "date": return .date
        case "datetime", "date_time": return .instant
        case "check_box": return .boolean
        case "multiselect": return .json
        case "string", "text", "multiline", "dropdown", "email", "url", "phone", "lookup",
            "autonumber":
            return sample.array == nil && sample.object == nil ? .text : .json
        default: return .any
        }
    }

    /// Most are moments, a few are times of the day or durations such as `01:30`.
    private static func timeKind(
        _ field: String, _ sample: JSONValue
    ) -> StreamSchema.ColumnKind {
        if sample.isNull { return durations.contains(field) ? .text : .instant }
        return sample.string.flatMap { UTCInstant($0) } == nil ? .any : .instant
    }

    /// A flag that turns out to be text (`is_opening_balance` holds the id of a bill) is none.
    private static func flagKind(_ sample: JSONValue) -> StreamSchema.ColumnKind {
        guard let text = sample.string else { return .boolean }
        return text == "true" || text == "false" ? .boolean : .any
    }

    private static func hasSuffix(_ field: String, _ suffixes: [String]) -> Bool {
        suffixes.contains(where: field.hasSuffix)
    }

    private static let containers: Set<String> = [
        "documents", "tags", "billing_address", "shipping_address", "addresses", "taxes",
        "line_item_taxes", "comments", "org_settings",
    ]
    private static let durations: Set<String> = [
        "log_time", "begin_time", "start_time", "end_time", "total_time",
    ]
    private static let decimalNames: Set<String> = [
        "total", "sub_total", "balance", "amount", "rate", "quantity", "price", "discount",
        "exchange_rate", "percentage", "adjustment", "cost", "profit", "item_total",
        "debit_or_credit_amount", "stock_on_hand", "available_stock", "actual_available_stock",
        "reorder_level", "item_order", "amount_applied", "amount_refunded", "tax_amount_withheld",
        "write_off_amount", "unused_amount", "debit", "credit", "hours", "bcy_rate",
    ]
    private static let decimalSuffixes = [
        "_total", "_amount", "_price", "_rate", "_balance", "_quantity", "_cost", "_percentage",
        "_charge", "_stock", "_payable", "_receivable", "_applied", "_withheld", "_refunded",
    ]
    private static let textNames: Set<String> = [
        "is_opening_balance", "name", "email", "phone", "mobile", "fax", "status", "notes",
        "terms", "description", "sku", "unit", "zip", "city", "state", "country", "address",
        "website", "type", "title", "label", "attention", "fiscal_year_start_month",
    ]
    private static let textSuffixes = [
        "_name", "_number", "_status", "_code", "_url", "_email", "_type", "_symbol", "_format",
        "_notes", "_description", "_zone",
    ]
}
