import SyncCore
import TestSupport
import Testing

@testable import ZohoAPI

struct FinanceOrganizationTests {
    private static let one = #"{"organization_id":"712345678","name":"Example Ltd"}"#
    private static let two = one + #",{"organization_id":"798765432","name":"Other\nLtd"}"#

    /// Answers the list of organisations so, and every other call with an empty list.
    private func script(_ organizations: String) -> ScriptedHTTP.Script {
        { _, request in
            request.url.contains("/organizations")
                ? .finance(#""organizations":[\#(organizations)]"#) : .list("units", "")
        }
    }

    @Test(arguments: [Module.books, .inventory, .invoice])
    func call_NamesTheOrganization(module: Module) async throws {
        let world = FinanceWorld(module, script(Self.one))
        _ = await world.failure { _ = try await world.page("contacts") }
        _ = try await world.page("organizations")
        #expect(world.paths[0].hasSuffix("&organization_id=712345678"))
        let header = world.http.requests[0].headers.last {
            $0.name == "X-com-zoho-invoice-organizationid"
        }
        #expect(header?.value == (module == .invoice ? "712345678" : nil))
        #expect(world.paths[1].hasSuffix("/organizations"))
        #expect(world.http.requests[1].headers.isEmpty)
    }

    @Test func id_NoneConfigured_IsFoundOutOnce() async throws {
        let world = FinanceWorld(.inventory, organization: nil, script(Self.one))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { _ = try await world.page("units") } }
            try await group.waitForAll()
        }
        #expect(world.paths.filter { $0 == "/inventory/v1/organizations" }.count == 1)
        #expect(
            world.paths.filter { $0 == "/inventory/v1/units?organization_id=712345678" }.count == 8)
    }

    @Test func id_Several_AreListed() async throws {
        let world = FinanceWorld(.inventory, organization: nil, script(Self.two))
        for _ in 0..<2 {
            let failure = await world.failure { _ = try await world.page("units") }
            #expect(failure?.code == .organizationMismatch)
            #expect(failure?.disposition == .stopModule)
            #expect(
                failure?.message == "organization_id is missing: this account has "
                    + "712345678 (Example Ltd), 798765432 (Other Ltd)")
            #expect(failure?.hint == "set organization_id to one of them")
        }
        #expect(world.paths == ["/inventory/v1/organizations"])
    }

    @Test func id_WrongOne_IsExplainedByTheList() async throws {
        let world = FinanceWorld(.inventory, organization: "1") { _, request in
            request.url.contains("/organizations")
                ? .finance(#""organizations":[\#(Self.one)]"#) : .finance(400, 6041)
        }
        for _ in 0..<2 {
            let failure = await world.failure { _ = try await world.page("units") }
            #expect(
                failure?.message
                    == "organization_id is wrong: this account has 712345678 (Example Ltd)")
        }
        #expect(world.paths.filter { $0.contains("organizations") }.count == 1)
    }

    @Test func id_WrongOneThatCannotBeExplained_IsToldAsItCame() async throws {
        let world = FinanceWorld(.inventory, organization: "1") { _, request in
            request.url.contains("/organizations")
                ? .finance(400, 7) : .finance(400, 6041, "You are not associated")
        }
        let failure = await world.failure { _ = try await world.page("units") }
        #expect(failure?.code == .organizationMismatch)
        #expect(failure?.message.contains("You are not associated") == true)
    }

    @Test(arguments: ["7 12", "712\r\nX-Evil: 1", "712&a=b", "712%", "ä", "../7"])
    func id_OfForeignCharacters_IsRefused(id: String) async throws {
        let world = FinanceWorld(.invoice, organization: id, script(Self.one))
        let failure = await world.failure { _ = try await world.page("users") }
        #expect(failure?.code == .organizationMismatch)
        #expect(failure?.disposition == .stopModule)
        #expect(world.paths.isEmpty)
    }

    @Test func id_ListingNotAllowed_GoesOnWithoutOne() async throws {
        let directory = OrganizationDirectory(configured: "")
        let calls = CallMeter()
        for _ in 0..<2 {
            let id = try await directory.id {
                calls.count()
                return .failure(
                    SyncFailure(.insufficientScope, "no", disposition: .skipStream))
            }
            #expect(id == nil)
        }
        #expect(calls.value == 1)
    }

    @Test func page_WithoutTheScope_IsSkippedAndTheOrganizationUnnamed() async throws {
        let world = FinanceWorld(organization: nil) { _, request in
            request.url.contains("/users") ? .list("users", "") : .finance(401, 57)
        }
        let failure = await world.failure { _ = try await world.page("bills") }
        #expect(failure?.code == .insufficientScope && failure?.disposition == .skipStream)
        #expect(
            failure?.hint == "run zohosync setup --reauthorize with the scope ZohoBooks.bills.READ")
        #expect(try await world.page("users").page.rows.rowCount == 0)
        #expect(world.paths.allSatisfy { !$0.contains("organization_id") })
    }

    @Test(.hangGuard)
    func id_WhoAskedLeaves_TakesTheCallAlong() async throws {
        let directory = OrganizationDirectory(configured: nil)
        let (asked, asking) = AsyncStream<Void>.makeStream()
        let task = Task { () async throws -> String? in
            try await directory.id {
                asking.yield()
                // Zoho does not answer.
                try? await Task.sleep(for: .seconds(3600))
                return .failure(SyncFailure(.cancelled, "left", disposition: .stopModule))
            }
        }
        for await _ in asked { break }
        task.cancel()
        let failure = await #expect(throws: SyncFailure.self) { try await task.value }
        #expect(failure?.code == .cancelled)
        let found = try #require(FinanceOrganization(["organization_id": 712_345_678]))
        #expect(try await directory.id { .success([found]) } == "712345678")
    }

    @Test func id_ListingFailed_IsAskedForAgain() async throws {
        let directory = OrganizationDirectory(configured: nil)
        let fault = SyncFailure(.zohoUnavailable, "down", disposition: .failStream)
        await #expect(throws: fault) { try await directory.id { .failure(fault) } }
        let found = try #require(FinanceOrganization(["organization_id": 712_345_678]))
        #expect(try await directory.id { .success([found]) } == "712345678")
        #expect(try await directory.id { .failure(fault) } == "712345678")
        let none = await #expect(throws: SyncFailure.self) {
            try await OrganizationDirectory(configured: nil).id { .success([]) }
        }
        #expect(none?.code == .organizationMismatch)
    }
}
