import SyncCore
import Testing
import ZohoSimulator

@testable import ZohoAPI

struct CRMSourceReadTests {
    // MARK: Pages

    @Test func page_ManyRecords_FollowsAChainOfTokensPerSlice() async throws {
        try await withCRM { world in
            let ids = make(450, "Wide_Records", world.simulator)
            let stream = try await world.stream("Wide_Records")
            let schema = try await world.schema(stream)
            let pages = try await world.pages(stream, schema)
            #expect(pages.map(\.rows.rowCount) == [200, 200, 50])
            #expect(pages.map(\.hasMore) == [true, true, false])
            #expect(pages.flatMap(\.rows.ids) == ids)
            #expect(pages.map { $0.next?.parts.count } == [3, 3, nil])
            #expect(Set(pages[0].next?.parts ?? []).count == 3)
            #expect(world.requests("Wide_Records").count == 9)
            #expect(pages[0].serverTime?.seconds == world.simulator.clock.seconds)
            // The last slice's last column has come too.
            #expect(pages[2].rows.shown(49, "name", schema) == "'N449'")
            #expect(pages[2].rows.shown(49, "field_109", schema) == "null")
        }
    }

    @Test func page_Since_ComesInOrderOfModification() async throws {
        try await withCRM { world in
            let ids = make(5, "Leads", world.simulator)
            world.simulator.clock.advance(bySeconds: 10)
            world.simulator.update(module: "Leads", id: ids[0], ["Last_Name": "new"])
            let stream = try await world.stream("Leads")
            let schema = try await world.schema(stream)
            let page = try await world.source.page(
                of: stream, schema: schema, request: PageRequest(since: crmMorning + 4),
                meter: world.meter)
            #expect(page.rows.ids == [ids[3], ids[4], ids[0]])
            #expect(!page.hasMore && page.next == nil)
            // Nothing newer costs one call, whatever the number of slices.
            let calls = world.requests("Leads").count
            let none = try await world.source.page(
                of: stream, schema: schema, request: PageRequest(since: crmMorning + 3600),
                meter: world.meter)
            #expect(none.rows.rowCount == 0)
            #expect(world.requests("Leads").last?.status == 304)
            #expect(world.requests("Leads").count == calls + 1)
        }
    }

    @Test(arguments: [true, false])
    func page_NothingThere_IsEmpty(nothingNewIs304: Bool) async throws {
        try await withCRM(.empty, { $0.switches.nothingNewIs304 = nothingNewIs304 }) { world in
            let stream = try await world.stream("Leads")
            let schema = try await world.schema(stream)
            for since in [nil, crmMorning] {
                let page = try await world.source.page(
                    of: stream, schema: schema, request: PageRequest(since: since),
                    meter: world.meter)
                #expect(page.rows.rowCount == 0 && !page.hasMore && page.next == nil)
                #expect(page.serverTime == crmMorning)
            }
            let statuses = world.requests("Leads").map(\.status)
            #expect(statuses == [204, nothingNewIs304 ? 304 : 204])
        }
    }

    @Test func page_ConvertedLeads_AreAmongThem() async throws {
        try await withCRM { world in
            let ids = make(2, "Leads", world.simulator)
            world.simulator.convert(leadID: ids[0])
            let stream = try await world.stream("Leads")
            let schema = try await world.schema(stream)
            let rows = try await world.pages(stream, schema)[0].rows
            let converted = Dictionary(
                uniqueKeysWithValues: (0..<rows.rowCount).map {
                    (rows.id(row: $0), rows.shown($0, "converted", schema))
                })
            #expect(converted == [ids[0]: "true", ids[1]: "false"])
        }
    }

    @Test func page_AnswerWithoutData_IsAnError() async throws {
        try await withCRM { world in
            _ = make(1, "Leads", world.simulator)
            let stream = try await world.stream("Leads")
            let schema = try await world.schema(stream)
            world.simulator.inject(.init(.emptyObject, module: "Leads"))
            let failure = await #expect(throws: SyncFailure.self) {
                try await world.pages(stream, schema)
            }
            #expect(failure?.code == .invalidResponse)
            #expect(failure?.disposition == .failStream)
        }
    }

    @Test(arguments: [
        ZohoSimulator.Fault.Kind.status(429, code: "TOO_MANY_REQUESTS"), .html(502),
        .emptyBody(503), .truncate(afterBytes: 100), .reset, .invalidJSON, .expireToken,
    ])
    func page_PassingFault_IsMended(kind: ZohoSimulator.Fault.Kind) async throws {
        try await withCRM { world in
            let ids = make(3, "Wide_Records", world.simulator)
            let stream = try await world.stream("Wide_Records")
            let schema = try await world.schema(stream)
            // It hits the second slice.
            world.simulator.inject(.init(kind, module: "Wide_Records", skip: 1))
            #expect(try await world.pages(stream, schema).flatMap(\.rows.ids) == ids)
            #expect(world.requests("Wide_Records").count == 4)
            // A connection that was used before and is reset is repeated by the client itself.
            if kind != .reset {
                #expect(world.bench.waits.count == (kind == .expireToken ? 0 : 1))
            }
        }
    }

    @Test func page_RecordChangesBetweenSlices_ComesWholeOrLater() async throws {
        try await withCRM { world in
            let simulator = world.simulator
            let ids = make(4, "Wide_Records", simulator)
            let stream = try await world.stream("Wide_Records")
            let schema = try await world.schema(stream)
            changeBeforeSlice(2, simulator) {
                simulator.clock.advance(bySeconds: 5)
                simulator.update(module: "Wide_Records", id: ids[1], ["Name": "changed"])
                simulator.delete(module: "Wide_Records", id: ids[2])
            }
            let page = try await world.pages(stream, schema)[0]
            #expect(page.rows.ids == [ids[0], ids[3]])
        }
    }

    // MARK: By id

    @Test func records_ManyIds_ComeInBatchesAndOnlyThoseThatExist() async throws {
        try await withCRM { world in
            let ids = make(120, "Leads", world.simulator)
            world.simulator.delete(module: "Leads", id: ids[7])
            let stream = try await world.stream("Leads")
            let schema = try await world.schema(stream)
            let asked = ids + ["4876876999999999999"]
            let rows = try await world.source.records(
                of: stream, schema: schema, ids: asked, meter: world.meter)
            #expect(Set(rows.ids) == Set(ids).subtracting([ids[7]]))
            #expect(rows.rowCount == 119)
            // Three batches of at most 50, two slices each.
            #expect(world.requests("Leads").count == 6)
            let none = try await world.source.records(
                of: stream, schema: schema, ids: [], meter: world.meter)
            #expect(none.rowCount == 0)
            #expect(none.columnCount == schema.columns.count)
        }
    }

    @Test func records_ChangedBetweenSlices_AreNotTakenForMissing() async throws {
        try await withCRM { world in
            let simulator = world.simulator
            let ids = make(3, "Wide_Records", simulator)
            let stream = try await world.stream("Wide_Records")
            let schema = try await world.schema(stream)
            changeBeforeSlice(2, simulator) {
                simulator.clock.advance(bySeconds: 5)
                simulator.update(module: "Wide_Records", id: ids[1], ["Name": "changed"])
                simulator.delete(module: "Wide_Records", id: ids[2])
            }
            let rows = try await world.source.records(
                of: stream, schema: schema, ids: ids, meter: world.meter)
            // What is missing here is marked deleted by a sweep.
            #expect(rows.ids == [ids[0], ids[1]])
            #expect(rows.shown(1, "name", schema) == "'changed'")
        }
    }

    @Test func records_ChangingAllTheTime_IsAFailureNotAnAbsence() async throws {
        try await withCRM { world in
            let simulator = world.simulator
            let ids = make(1, "Wide_Records", simulator)
            let stream = try await world.stream("Wide_Records")
            let schema = try await world.schema(stream)
            simulator.setBeforeRequest { number, _ in
                simulator.clock.advance(bySeconds: 1)
                simulator.update(
                    module: "Wide_Records", id: ids[0], ["Name": .string("\(number)")])
            }
            let failure = await #expect(throws: SyncFailure.self) {
                try await world.source.records(
                    of: stream, schema: schema, ids: ids, meter: world.meter)
            }
            #expect(failure?.disposition == .failStream)
            #expect(failure?.hint != nil)
        }
    }
}

/// Lets something happen just before the n-th request of wide records from now on.
func changeBeforeSlice(
    _ number: Int, _ simulator: ZohoSimulator, _ change: @escaping @Sendable () -> Void
) {
    let before = simulator.requests.filter { $0.path == "/crm/v8/Wide_Records" }.count
    simulator.setBeforeRequest { _, path in
        guard path.contains("/Wide_Records?") else { return }
        let now = simulator.requests.filter { $0.path == "/crm/v8/Wide_Records" }.count
        if now - before + 1 == number { change() }
    }
}
