import SyncCore
import Testing

@testable import Mirror

struct RationTests {
    @Test func rations_UnknownKey_IsNothing() async throws {
        let bench = try MirrorBench()
        #expect(try await bench.mirror.rations("crm") == nil)
    }

    @Test func rations_AfterKeeping_AreTheLatest() async throws {
        let bench = try MirrorBench()
        for calls in 1...100 {
            bench.mirror.keepRations(["used": JSONValue(calls)], for: "crm")
            bench.mirror.keepRations(["used": 7], for: "books 1")
        }
        #expect(try await bench.mirror.rations("crm") == ["used": 100])
        #expect(try await bench.mirror.rations("books 1") == ["used": 7])
        #expect(try bench.rows("SELECT count(*) FROM zohosync_rations") == ["2"])
    }

    @Test func keepRations_OneThatWaits_GivesWayToTheNext() async throws {
        let bench = try MirrorBench()
        try bench.execute(
            """
            CREATE TABLE noise (what);
            CREATE TRIGGER i AFTER INSERT ON zohosync_rations
            BEGIN INSERT INTO noise VALUES (NEW.state); END;
            CREATE TRIGGER u AFTER UPDATE ON zohosync_rations
            BEGIN INSERT INTO noise VALUES (NEW.state); END;
            """)
        let mirror = bench.mirror
        // The writer is busy meanwhile.
        try await mirror.write("keep the writer busy") { _ in
            for calls in 1...1000 { mirror.keepRations(.init(calls), for: "crm") }
        }
        #expect(try await mirror.rations("crm") == 1000)
        #expect(try bench.rows("SELECT what FROM noise") == ["\"1000\""])
        // The same state again is not written again.
        mirror.keepRations(1000, for: "crm")
        #expect(try await mirror.rations("crm") == 1000)
        #expect(try bench.rows("SELECT count(*) FROM noise") == ["1"])
    }

    @Test func keepRations_BeforeClosing_AreWritten() async throws {
        let bench = try MirrorBench()
        bench.mirror.keepRations(["used": 3], for: "crm")
        bench.mirror.close()
        // Nobody hears of what comes too late.
        bench.mirror.keepRations(["used": 4], for: "crm")
        let again = try SQLiteMirror(path: bench.folder.database)
        #expect(try await again.rations("crm") == ["used": 3])
        again.close()
    }

    @Test func keepRations_ThatFails_LeavesTheNextToSucceed() async throws {
        let bench = try MirrorBench()
        try bench.execute(
            """
            CREATE TRIGGER refused BEFORE INSERT ON zohosync_rations WHEN NEW.state = '1'
            BEGIN SELECT raise(ABORT, 'refused'); END
            """)
        bench.mirror.keepRations(1, for: "crm")
        #expect(try await bench.mirror.rations("crm") == nil)
        bench.mirror.keepRations(2, for: "crm")
        #expect(try await bench.mirror.rations("crm") == 2)
    }
}
