import ZohoSimulator

/// Runs a test against a simulator whose finance products hold the given rows.
func withFinance(
    _ data: FinanceDataSet = .empty,
    _ change: (inout ZohoSimulator.Configuration) -> Void = { _ in },
    _ body: (ZohoSimulator, LoopbackClient) throws -> Void
) async throws {
    try await withSimulator(
        .empty,
        {
            $0.financeData = data
            change(&$0)
        }, body)
}

extension LoopbackClient.Answer {
    var number: Int? { json["code"] as? Int }
    var context: [String: Any] { json["page_context"] as? [String: Any] ?? [:] }
    var hasMore: Bool? { context["has_more_page"] as? Bool }

    func rows(_ key: String) -> [[String: Any]] { json[key] as? [[String: Any]] ?? [] }

    func ids(_ key: String, _ id: String) -> [String] {
        rows(key).compactMap { $0[id] as? String }
    }

    func object(_ key: String) -> [String: Any] { json[key] as? [String: Any] ?? [:] }
}

extension LoopbackClient {
    static let organization = "712345678"

    /// Asks Books, with the organisation.
    func books(_ path: String) -> Answer { finance("/books/v3/" + path) }

    func inventory(_ path: String) -> Answer { finance("/inventory/v1/" + path) }

    func invoice(_ path: String) -> Answer { finance("/invoice/v3/" + path) }

    private func finance(_ path: String) -> Answer {
        get(path + (path.contains("?") ? "&" : "?") + "organization_id=\(Self.organization)")
    }
}
