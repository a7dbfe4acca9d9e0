import SyncCore
import TestSupport
import Testing
import ZohoSimulator

@testable import ZohoAPI

struct CRMSourceDeletionTests {
    @Test func tombstones_MoreThanAPage_AllCome() async throws {
        try await withCRM { world in
            let ids = make(450, "Leads", world.simulator)
            for (row, id) in ids.enumerated() {
                world.simulator.delete(module: "Leads", id: id, permanently: row % 2 == 0)
            }
            let stream = try await world.stream("Leads")
            let found = try await world.source.tombstones(of: stream, meter: world.meter)
            let tombstones = try #require(found)
            #expect(Set(tombstones.map(\.id)) == Set(ids))
            #expect(tombstones.filter(\.isPermanent).count == 225)
            #expect(tombstones.allSatisfy { $0.deletedAt == crmMorning + 450 })
            #expect(world.simulator.statistics.perPath["/crm/v8/{module}/deleted"] == 3)
        }
    }

    @Test func tombstones_ListThatZohoCutsShort_IsWhatItGives() async throws {
        try await withCRM(.empty, { $0.switches.deletedPageCap = true }) { world in
            let ids = make(2010, "Leads", world.simulator)
            for id in ids { world.simulator.delete(module: "Leads", id: id) }
            let stream = try await world.stream("Leads")
            let found = try await world.source.tombstones(of: stream, meter: world.meter)
            #expect(found?.count == 2000)
        }
    }

    @Test func tombstones_NoneOrNoList_AreToldApart() async throws {
        try await withCRM { world in
            let leads = try await world.stream("Leads")
            #expect(try await world.source.tombstones(of: leads, meter: world.meter) == [])
            let users = try await world.stream("users")
            #expect(try await world.source.tombstones(of: users, meter: world.meter) == nil)
            world.simulator.setPermission(module: "Leads", .notSupported)
            #expect(try await world.source.tombstones(of: leads, meter: world.meter) == nil)
        }
    }

    @Test func tombstones_WithoutTimeOrId_AreAnError() async throws {
        for body in [#"{"data":[{"id":"1"}]}"#, #"{"data":[{"deleted_time":"x","id":"1"}]}"#, "{}"]
        {
            let http = ScriptedHTTP { _, _ in HTTPResponse(200, body) }
            let source = CRMSource(caller: makeCaller(http, CRMBench()))
            let stream = StreamDescription(
                zohoName: "Leads", table: "crm_leads", reading: .records)
            let failure = await #expect(throws: SyncFailure.self) {
                try await source.tombstones(of: stream, meter: CallMeter())
            }
            #expect(failure?.code == .invalidResponse)
        }
    }

    @Test(.hangGuard)
    func tombstones_PageThatRepeatsForEver_IsAFailure() async throws {
        let body = """
            {"data":[{"id":"1","deleted_time":"2026-03-02T09:00:00+01:00","type":"recycle"}],
             "info":{"more_records":true}}
            """
        let http = ScriptedHTTP { _, _ in HTTPResponse(200, body) }
        let source = CRMSource(caller: makeCaller(http, CRMBench()))
        let stream = StreamDescription(
            zohoName: "Leads", table: "crm_leads", reading: .records)
        let failure = await #expect(throws: SyncFailure.self) {
            try await source.tombstones(of: stream, meter: CallMeter())
        }
        #expect(failure?.code == .invalidResponse)
        #expect(http.requests.count == 2)
    }

    @Test func streams_EmptyListOfModules_IsAFailure() async throws {
        let http = ScriptedHTTP { _, _ in HTTPResponse(200, #"{"modules":[]}"#) }
        let source = CRMSource(caller: makeCaller(http, CRMBench()))
        let failure = await #expect(throws: SyncFailure.self) {
            try await source.streams(meter: CallMeter())
        }
        #expect(failure?.code == .invalidResponse)
    }
}
