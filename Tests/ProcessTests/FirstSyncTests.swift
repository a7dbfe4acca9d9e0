import GRDB
import Testing
import ZohoSimulator

/// The first sync, and what the database holds after it.
struct FirstSyncTests {
    @Test(arguments: [nil, ZohoSimulator.DataSet.demo, .hurtful(seed: 3), .hurtful(seed: 11)])
    func afterTheFirstSync_TheDatabaseEqualsZoho(_ dataSet: ZohoSimulator.DataSet?) async throws {
        try await withWorkbench(dataSet) { bench in
            try await bench.syncWhole()
            try bench.expectTruth()
        }
    }
}
