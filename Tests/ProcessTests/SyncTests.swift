import SyncCore
import TestSupport
import Testing
import ZohoSimulator

/// What a second sync does, and what it does not.
struct SyncTests {
    @Test func anUnchangedZoho_CostsTwoCallsAStream_AndWritesNoRow() async throws {
        try await withWorkbench(.demo) { bench in
            try await bench.syncOnce()
            let before = try bench.syncedAt()
            bench.simulator.resetStatistics()
            try await bench.syncOnce()
            let requests = bench.simulator.requests
            let check = TruthCheck(simulator: bench.simulator, database: bench.database)
            for module in check.readableModules {
                let name = module.apiName
                let lists = requests.count { $0.path == "/crm/v8/\(name)" }
                #expect((1...bench.simulator.slices(of: name)).contains(lists), "\(name)")
                // What has no Modified_Time is compared as a whole: it needs no list of deletions.
                let hasChanges = bench.simulator.fields(of: name).contains {
                    $0.apiName == "Modified_Time"
                }
                let deleted = requests.count { $0.path == "/crm/v8/\(name)/deleted" }
                #expect(deleted == (hasChanges ? 1 : 0), "\(name)")
            }
            #expect(requests.count { $0.path.hasSuffix("/settings/modules") } == 1)
            #expect(requests.count { $0.path == "/crm/v8/users" } == 1)
            #expect(!requests.contains { $0.path.hasPrefix("/oauth/") })
            #expect(try bench.syncedAt() == before)
            try bench.expectTruth()
        }
    }

    @Test func changesAreFollowed() async throws {
        try await withWorkbench { bench in
            _ = try await bench.daemon()
            #expect(try await bench.client.sync().status == 200)
            let zoho = bench.simulator
            let leads = zoho.recordIDs(module: "Leads")
            let contacts = zoho.recordIDs(module: "Contacts")

            zoho.clock.advance(bySeconds: 60)
            zoho.update(module: "Leads", id: leads[0], ["Company": "Neu"])
            zoho.delete(module: "Leads", id: leads[1])
            zoho.delete(module: "Leads", id: leads[2], permanently: true)
            zoho.update(module: "Contacts", id: contacts[3], ["Email": .null])
            zoho.create(module: "Contacts", ["Last_Name": "Late"])
            zoho.convert(leadID: leads[4])
            zoho.create(module: "Rates", ["Name": "CHF", "Rate": .number("0.93")])
            let answer = try await bench.client.sync()
            #expect(answer.status == 200)
            #expect(answer.json["run"]?["deleted"] == 2)
            try bench.expectTruth("changed")
            #expect(try await bench.rows("crm_leads", "WHERE _deleted_at IS NOT NULL") == 2)
            #expect(try await bench.rows("crm_leads", "WHERE converted = 1") == 1)

            zoho.clock.advance(bySeconds: 60)
            zoho.restore(module: "Leads", id: leads[1])
            #expect(try await bench.client.sync().status == 200)
            try bench.expectTruth("restored")
            #expect(try await bench.rows("crm_leads", "WHERE _deleted_at IS NOT NULL") == 1)
        }
    }

    /// No list of deletions tells of rows without `Modified_Time`: they are missed in the next
    /// complete reading.
    @Test func aRowThatNoFeedReports_IsMarkedAfterAConfirmation() async throws {
        try await withWorkbench { bench in
            _ = try await bench.daemon()
            _ = try await bench.client.sync()
            let rates = bench.simulator.recordIDs(module: "Rates")
            bench.simulator.delete(module: "Rates", id: rates[0], permanently: true)
            #expect(try await bench.client.sync(mode: "full").status == 200)
            try bench.expectTruth()
            #expect(try await bench.rows("crm_rates", "WHERE _deleted_at IS NOT NULL") == 1)
        }
    }

    @Test func aSweepThatWouldDeleteEverything_IsGuarded() async throws {
        try await withWorkbench { bench in
            let daemon = try await bench.daemon()
            _ = try await bench.client.sync()
            for id in bench.simulator.recordIDs(module: "Rates") {
                bench.simulator.delete(module: "Rates", id: id, permanently: true)
            }
            let guarded = try await bench.client.sync(mode: "full")
            #expect(guarded.json["run"]?["state"] == "partial")
            #expect(guarded.json["run"]?["error"]?["code"] == "deletion_guard")
            try await daemon.line(" deletion_guard ")
            #expect(try await bench.rows("crm_rates", "WHERE _deleted_at IS NULL") == 2)
            #expect(try await bench.client.state() == "degraded")
            let accepted = try await bench.client.post(
                "modules/crm/sync", ["mode": "full", "wait": true, "accept_deletions": true])
            #expect(accepted.status == 200)
            try bench.expectTruth()
        }
    }

    @Test func aNewField_BecomesAColumn() async throws {
        try await withWorkbench { bench in
            let daemon = try await bench.daemon()
            _ = try await bench.client.sync()
            let zoho = bench.simulator
            zoho.addField(module: "Leads", .init("Shoe_Size", "integer"))
            zoho.clock.advance(bySeconds: 60)
            zoho.update(
                module: "Leads", id: zoho.recordIDs(module: "Leads")[5], ["Shoe_Size": 44])
            #expect(try await bench.client.sync().status == 200)
            try await daemon.line(" schema_changed ")
            #expect(try await bench.rows("crm_leads", "WHERE shoe_size = 44") == 1)
            try bench.expectTruth()
        }
    }

    @Test func aVanishedField_KeepsItsColumn() async throws {
        try await withWorkbench { bench in
            _ = try await bench.daemon()
            _ = try await bench.client.sync()
            bench.simulator.removeField(module: "Contacts", apiName: "Revenue")
            #expect(try await bench.client.sync(mode: "full").status == 200)
            #expect(try await bench.rows("crm_contacts", "WHERE revenue = 12345.67") == 12)
            try bench.expectTruth()
        }
    }

    /// Refused modules are no failures: they are skipped and told.
    @Test func forbiddenModules_AreSkipped() async throws {
        try await withWorkbench(.demo) { bench in
            _ = try await bench.daemon()
            let answer = try await bench.client.sync()
            let run = answer.json["run"] ?? .null
            #expect(run["state"] == "succeeded")
            var reasons: [String: String] = [:]
            for stream in run["streams"]?.array ?? [] where stream["state"] == "skipped" {
                reasons[stream["table"]?.string ?? ""] = stream["reason"]?.string ?? ""
            }
            for table in ["crm_home", "crm_cti_entry", "crm_payroll_x", "crm_email_sentiment"] {
                #expect(reasons[table]?.isEmpty == false, "\(table)")
            }
            #expect(try bench.configuredLastSync()?.string != nil)
        }
    }

    @Test func excludedStreams_AreNotRead() async throws {
        let draft = ConfigDraft {
            $0.crm.extra = #", "streams": {"exclude": ["crm_con*", "Rates"]}"#
        }
        try await withWorkbench(config: draft) { bench in
            try await bench.syncOnce()
            #expect(bench.simulator.calls("/crm/v8/Contacts").isEmpty)
            #expect(bench.simulator.calls("/crm/v8/Rates").isEmpty)
            #expect(try await bench.rows("crm_leads") == 12)
        }
    }

    // MARK: --once

    @Test func once_ReportsFailure() async throws {
        try await withWorkbench { bench in
            bench.simulator.setPermission(module: "Leads", .readable)
            bench.simulator.inject(
                .init(.status(400, code: "INVALID_DATA"), module: "Leads", times: nil))
            let (end, program) = try await bench.once()
            #expect(end == .exited(1))
            #expect(program.lines.contains { $0.contains("crm_leads failed") })
            // The other streams did their work.
            #expect(try await bench.rows("crm_contacts") == 12)
            #expect(try bench.configuredLastSync() == .null)
        }
    }

    // MARK: Timers

    @Test func theIntervalSyncsAgain() async throws {
        let draft = ConfigDraft { $0.crm.interval = "1s" }
        try await withWorkbench(config: draft) { bench in
            // What the schedule does by itself, and changes nothing, is a detail.
            let daemon = try await bench.daemon(["--log-level", "debug"])
            try await daemon.line(" sync_finished ", count: 3)
            #expect(daemon.lines(with: "(startup)").count == 1)
            #expect(daemon.lines(with: "(schedule)").count >= 2)
        }
    }

    /// What nobody asked for and changes nothing is kept in the history, and hardly in the journal.
    @Test func quietSyncs_AreInTheHistory_AndNotInTheLog() async throws {
        let draft = ConfigDraft { $0.crm.interval = "1s" }
        try await withWorkbench(config: draft) { bench in
            let daemon = try await bench.daemon()
            _ = try await eventually("quiet syncs") {
                let runs = try await bench.client.get("runs").json["runs"]?.array ?? []
                let quiet = runs.filter {
                    $0["trigger"] == "schedule" && $0["state"] == "succeeded"
                }
                return quiet.count >= 3 ? true : nil
            }
            #expect(daemon.lines(with: " sync_started ").count == 1)
            #expect(daemon.lines(with: " sync_finished ").count == 1)
            // The daemon's own writing of last_sync is no change of the configuration.
            #expect(daemon.lines(with: " reloaded ").isEmpty)
        }
    }

    @Test func whatWasSyncedRecently_Waits() async throws {
        try await withWorkbench(config: nil) { bench in
            // Not before the test's turn has come: that may take minutes.
            try bench.write(ConfigDraft { $0.crm.lastSync = UTCInstant.wallClock.text })
            let daemon = try await bench.daemon()
            let crm = try await bench.client.crm()
            #expect(crm["last_run"] == .null && crm["state"] == "idle")
            let next = try #require(crm["next_sync"]?.string.flatMap { UTCInstant($0) })
            #expect(abs(next - (UTCInstant.wallClock + 3600)) < 60)
            #expect(daemon.lines(with: " sync_started ").isEmpty)
            #expect(bench.simulator.statistics.calls == 0)
        }
    }

    @Test func whatIsOverdue_RunsAtOnce() async throws {
        let draft = ConfigDraft { $0.crm.lastSync = (UTCInstant.wallClock - 4000).text }
        try await withWorkbench(config: draft) { bench in
            let daemon = try await bench.daemon()
            try await daemon.line("(startup)")
            try await daemon.line(" sync_finished ")
        }
    }

    @Test func aModuleThatZohoListsNoMore_IsSkippedWithItsReason() async throws {
        try await withWorkbench { bench in
            _ = try await bench.daemon()
            _ = try await bench.client.sync()
            bench.simulator.removeModule("Rates")
            let run = try await bench.client.sync().json["run"]
            #expect(run?["state"] == "succeeded")
            let rates = run?["streams"]?.array?.first { $0["table"] == "crm_rates" }
            #expect(rates?["state"] == "skipped")
            #expect(rates?["reason"]?.string?.contains("does not list it any more") == true)
            #expect(try await bench.rows("crm_rates", "WHERE _deleted_at IS NULL") == 2)
        }
    }

    @Test func anAccountThatMayReadNothing_DoesNotLookSynced() async throws {
        let draft = ConfigDraft { $0.crm.extra = #", "streams": {"include": ["crm_leads"]}"# }
        try await withWorkbench(config: draft) { bench in
            bench.simulator.setPermission(module: "Leads", .noPermission)
            _ = try await bench.daemon()
            let answer = try await bench.client.sync()
            #expect(answer.status == 502)
            #expect(answer.json["code"] == "insufficient_scope")
            #expect(try bench.configuredLastSync() == .null)
        }
    }
}
