import SyncCore

/// One call of a finance product, before the organisation is named.
struct FinanceCall: Sendable {
    /// The path behind the product's base.
    let path: String
    /// Parameters.
    var query: [(name: String, value: String)] = []
    /// The stream that it is for, as messages name it.
    let stream: String
    /// What its errors may mean.
    let subject: FinanceSubject
    /// Which errors are answers.
    var acceptance = FinanceAcceptance.success
}

/// Which answers with an error code are answers to the one who asks.
enum FinanceAcceptance: Sendable {
    /// None.
    case success
    /// That there is no such record. The pages of the APIs name the code without its status; a 404
    /// without it is somebody else's word, which proves nothing.
    case absence
    /// That a parameter is not understood.
    case parameterRefusal

    /// Whether an answer is to be taken as it is.
    func accepts(status: Int, code: Int?) -> Bool {
        switch self {
        case .success: false
        case .absence: (status == 404 || status == 400) && code == FinanceEnvelope.absenceCode
        case .parameterRefusal:
            (400..<500).contains(status) && status != 401 && status != 429
                && [2, 4, 9, 10, 36].contains(code)
        }
    }
}

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
    private func listed(
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
