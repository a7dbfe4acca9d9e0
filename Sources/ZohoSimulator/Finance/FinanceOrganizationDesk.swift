/// Finds the organisation a call is for.
struct FinanceOrganizationDesk {
    let request: SimulatedRequest
    let product: FinanceProduct

    func organization(
        _ configuration: ZohoSimulator.Configuration
    ) throws(FinanceRefusal) -> FinanceOrganization {
        let known = configuration.financeOrganizations
        var named = [request.query["organization_id"]].compactMap { $0 }
        if product == .invoice, let header = request.headers["x-com-zoho-invoice-organizationid"] {
            named.append(header)
        }
        guard let first = named.first else {
            if known.count == 1, let only = known.first { return only }
            throw FinanceRefusal(
                400, configuration.switches.missingOrganizationCode,
                "The user belongs to multiple organizations, hence the parameter organization_id "
                    + "is required.",
                errorInfo: .array(known.map { .string($0.id) }))
        }
        // A header and a parameter that differ mean two organisations, so neither.
        guard named.allSatisfy({ $0 == first }), let found = known.first(where: { $0.id == first })
        else {
            throw FinanceRefusal(
                400, 6_041, "This user is not associated with the CompanyID/CompanyName:\(first).")
        }
        return found
    }
}
