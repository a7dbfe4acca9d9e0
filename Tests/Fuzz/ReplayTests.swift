import Foundation
import TestSupport
import Testing

/// Every input that fuzzing starts from, and every one that it has found a bug with.
struct ReplayTests {
    @Test(arguments: FuzzTarget.allCases)
    func keptInputs_ViolateNothing(target: FuzzTarget) throws {
        var count = 0
        for folder in ["Corpus", "Regressions"] {
            let path = Repository.path("Tests/Fuzz/\(folder)/\(target.rawValue)")
            for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
                let input = try Data(contentsOf: URL(fileURLWithPath: path + "/" + name))
                #expect(throws: Never.self, "\(folder)/\(target.rawValue)/\(name)") {
                    try target.run(Array(input))
                }
                count += 1
            }
        }
        #expect(count > 0, "there is nothing to begin with")
    }

    @Test func aViolation_IsSeen() {
        #expect(throws: Violation.self) { try demand(false, "this does not hold") }
    }
}
