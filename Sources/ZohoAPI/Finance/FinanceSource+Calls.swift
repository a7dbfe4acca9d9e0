import SyncCore

extension FinanceSource {
    /// Makes a call in the name of the organisation, and reads its errors.
    func call(
        _ call: FinanceCall, _ meter: CallMeter
    ) async throws(SyncFailure) -> FinanceEnvelope {
        var request = ZohoCall(catalogue.base + call.path, query: call.query)
        if !isOrganizations(call.path) {
            let id = try await organizations.id { await self.listed(meter) }
            if let id {
                request.query.append(("organization_id", id))
                // Its introduction asks for both.
                if catalogue.module == .invoice {
                    request.headers.append(("X-com-zoho-invoice-organizationid", id))
                }
            }
        }
        do throws(SyncFailure) {
            let answer = try await caller.answer(to: request, meter: meter) { response, document in
                let code = financeCode(document?.value)
                if call.acceptance.accepts(status: response.status, code: code) { return nil }
                return financeFailure(response, document, call.subject)
            }
            return try FinanceEnvelope(answer, stream: call.stream)
        } catch {
            guard error.code == .organizationMismatch, !isOrganizations(call.path) else {
                throw error
            }
            throw await explained(error, meter)
        }
    }

    /// A mismatch with the organisations that could be meant, where they can be listed.
    private func explained(_ failure: SyncFailure, _ meter: CallMeter) async -> SyncFailure {
        do throws(SyncFailure) {
            return organizations.mismatch(
                try await organizations.all { await self.listed(meter) })
        } catch {
            return failure
        }
    }

    /// The organisations of the account (Organizations, List): the one call that needs none.
    func listed(
        _ meter: CallMeter
    ) async -> Result<[FinanceOrganization], SyncFailure> {
        let stream = FinanceCatalogue.organizations
        do throws(SyncFailure) {
            let envelope = try await call(
                FinanceCall(
                    path: stream.path, stream: stream.name,
                    subject: FinanceSubject(
                        module: catalogue.module, scope: catalogue.scope(of: stream))), meter)
            return .success(
                try envelope.list(stream.keys).compactMap(FinanceOrganization.init))
        } catch {
            return .failure(error)
        }
    }

    private func isOrganizations(_ path: String) -> Bool {
        let base = FinanceCatalogue.organizations.path
        return path == base || path.hasPrefix(base + "/")
    }
}
