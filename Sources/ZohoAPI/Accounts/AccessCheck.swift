public import SyncCore

/// Whether a product answers to an access token: one cheap call.
public struct AccessCheck: Sendable, Hashable {
    /// The product.
    public let module: Module
    /// Why it does not answer; nil where it does.
    public let failure: SyncFailure?
    /// What there is to say of an answer.
    public let detail: String

    /// Asks the CRM for its modules, another product for its organisations, or where it may not list
    /// them, for its contacts.
    /// - Parameters:
    ///   - apiDomain: Where the APIs are, without a slash at the end.
    ///   - organizationID: The configured organisation, which has to be among those of the account.
    public static func of(
        _ module: Module, token: Secret, apiDomain: String, organizationID: String?,
        http: any HTTPClient
    ) async -> AccessCheck {
        let base = FinanceCatalogue.of(module).base
        let first = await check(
            module, module == .crm ? "/crm/v8/settings/modules" : base + "organizations",
            token: token, apiDomain: apiDomain, organizationID: organizationID, http: http)
        guard module != .crm, first.failure?.code == .insufficientScope else { return first }
        // As the daemon does: a token without the scope of the settings is good for the rest.
        let organization =
            organizationID.flatMap {
                FinanceOrganization.isID($0) ? "&organization_id=\($0)" : nil
            } ?? ""
        let second = await check(
            module, base + "contacts?per_page=1" + organization, token: token,
            apiDomain: apiDomain, organizationID: nil, http: http)
        return second.failure == nil ? second : first
    }

    private static func check(
        _ module: Module, _ path: String, token: Secret, apiDomain: String,
        organizationID: String?, http: any HTTPClient
    ) async -> AccessCheck {
        var request = HTTPRequest(
            url: apiDomain + path, headers: [("Accept", "application/json")],
            timeout: .seconds(60))
        request.authorization = Secret("Zoho-oauthtoken \(token.reveal())")
        do throws(HTTPFailure) {
            return AccessCheck(
                module, try await http.send(request), organizationID: organizationID)
        } catch {
            let message = "cannot reach \(module.rawValue): \(error.message)"
            return AccessCheck(
                module: module,
                failure: SyncFailure(
                    .zohoUnavailable, message, disposition: .retry(after: nil)), detail: "")
        }
    }

    init(module: Module, failure: SyncFailure?, detail: String) {
        self.module = module
        self.failure = failure
        self.detail = detail
    }

    init(_ module: Module, _ response: HTTPResponse, organizationID: String?) {
        let document = try? JSONDocument(response.body, maximumTokens: ZohoCaller.values)
        // A page of a proxy's, or more than any account has.
        let unreadable: SyncFailure? =
            document == nil && !response.body.isEmpty
            ? SyncFailure(
                .invalidResponse, "\(module.rawValue) answered without JSON that can be read",
                disposition: .stopModule) : nil
        guard module != .crm else {
            self.init(
                module: module, failure: crmFailure(response, document) ?? unreadable,
                detail: "answers")
            return
        }
        let catalogue = FinanceCatalogue.of(module)
        let subject = FinanceSubject(
            module: module, scope: catalogue.scope(of: FinanceCatalogue.organizations))
        if let failure = financeFailure(response, document, subject) ?? unreadable {
            self.init(module: module, failure: failure, detail: "")
            return
        }
        let all = (document?.value["organizations"]?.array ?? []).compactMap(
            FinanceOrganization.init)
        let isClear =
            organizationID.map { id in all.contains { $0.id == id } } ?? (all.count <= 1)
        guard !isClear else {
            self.init(
                module: module, failure: nil,
                detail: all.count == 1 ? "answers, for \(all[0])" : "answers")
            return
        }
        let list = all.map(\.description).joined(separator: ", ")
        let message =
            organizationID.map { "the organisation \($0) is not one of this account" }
            ?? "the account has \(all.count) organisations"
        self.init(
            module: module,
            failure: SyncFailure(
                .organizationMismatch, message, hint: "set organization_id to one of \(list)",
                disposition: .stopModule), detail: "")
    }
}
