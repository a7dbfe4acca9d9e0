/// What a list does with `last_modified_time`: the documents and the streams disagree.
public enum FinanceModifiedFilter: String, Sendable, CaseIterable {
    /// Rows changed since then; whether the instant itself counts is a switch.
    case honoured
    /// The parameter is dropped, with 200 and every row.
    case ignored
    /// Only rows changed at that very second, as journals do.
    case equality
    /// 400 with code 2.
    case refused
}
