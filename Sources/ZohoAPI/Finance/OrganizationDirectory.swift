import SyncCore
import Synchronization

/// Which organisation is read. Kept from run to run, so that it is found out once per process.
public final class OrganizationDirectory: Sendable {
    /// Asks Zoho for the organisations of the account.
    typealias Listing = @Sendable () async -> Result<[FinanceOrganization], SyncFailure>

    private typealias Flight = Task<Result<[FinanceOrganization], SyncFailure>, Never>

    private struct State {
        /// What Zoho has listed.
        var listed: [FinanceOrganization]?
        /// The token may not list them: an account of one organisation is read without its id.
        var isUnknowable = false
        /// The call under way, which everybody waits for.
        var flight: Flight?
    }

    /// What the organisation's edition has refused.
    let refusals = FinanceRefusals()
    private let configured: String?
    private let state = Mutex(State())

    /// A directory for a module.
    /// - Parameter configured: `organization_id` of the module, else of the whole configuration.
    public init(configured: String?) {
        self.configured = configured.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The organisation to name in calls; nil: none can be named, and none has to be where the
    /// account has one only.
    func id(_ listing: @escaping Listing) async throws(SyncFailure) -> String? {
        if let configured {
            guard FinanceOrganization.isID(configured) else {
                throw SyncFailure(
                    .organizationMismatch, "organization_id is not the id of an organisation",
                    hint: "set it to the number that Zoho shows beside the organisation's name",
                    disposition: .stopModule)
            }
            return configured
        }
        if state.withLock({ $0.isUnknowable }) { return nil }
        let organizations: [FinanceOrganization]
        do throws(SyncFailure) {
            organizations = try await all(listing)
        } catch {
            guard error.code == .insufficientScope else { throw error }
            state.withLock { $0.isUnknowable = true }
            return nil
        }
        guard organizations.count == 1 else {
            throw mismatch(organizations)
        }
        return organizations[0].id
    }

    /// Whether the organisation that is read is one of these.
    func isAmong(_ organizations: [FinanceOrganization]) -> Bool {
        guard let configured else { return organizations.count == 1 }
        return organizations.contains { $0.id == configured }
    }

    /// What is wrong with the organisation, with all that could be meant.
    func mismatch(_ organizations: [FinanceOrganization]) -> SyncFailure {
        guard !organizations.isEmpty else {
            return SyncFailure(
                .organizationMismatch, "this account has no organisation",
                hint: "authorise with a user of the organisation", disposition: .stopModule)
        }
        return SyncFailure(
            .organizationMismatch,
            "organization_id is \(configured == nil ? "missing" : "wrong"): this account has "
                + FinanceOrganization.listed(organizations),
            hint: "set organization_id to one of them", disposition: .stopModule)
    }

    /// The organisations of the account: asked for once, by one caller for all.
    func all(_ listing: @escaping Listing) async throws(SyncFailure) -> [FinanceOrganization] {
        while true {
            switch step(listing) {
            case .known(let organizations): return organizations
            case .wait(let flight, let isOwn):
                // Its asker takes it along: a run that ends must not wait for Zoho's answer.
                let result = await withTaskCancellationHandler {
                    await flight.value
                } onCancel: {
                    if isOwn { flight.cancel() }
                }
                switch result {
                case .success(let organizations): return organizations
                // Somebody else's run was cancelled, not this one.
                case .failure(let failure) where failure.code == .cancelled && !isOwn: continue
                case .failure(let failure): throw failure
                }
            }
        }
    }

    private enum Step {
        case known([FinanceOrganization])
        case wait(Flight, isOwn: Bool)
    }

    private func step(_ listing: @escaping Listing) -> Step {
        state.withLock { state in
            if let listed = state.listed { return .known(listed) }
            if let flight = state.flight { return .wait(flight, isOwn: false) }
            let flight = Task { await self.ask(listing) }
            state.flight = flight
            return .wait(flight, isOwn: true)
        }
    }

    private func ask(_ listing: Listing) async -> Result<[FinanceOrganization], SyncFailure> {
        let result = await listing()
        state.withLock { state in
            state.flight = nil
            state.listed = try? result.get()
        }
        return result
    }
}
