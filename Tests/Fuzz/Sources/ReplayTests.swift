import Foundation
import TestSupport
import Testing

/// Every input that fuzzing starts from, and every one that it has found a bug with.
struct ReplayTests {
    @Test(arguments: FuzzTarget.allCases)
    func keptInputs_ViolateNothing(target: FuzzTarget) async throws {
        // Targets block, which the pool of threads that the tests share must not.
        let (count, violations) = await withCheckedContinuation { done in
            Thread.detachNewThread { done.resume(returning: Self.replay(target)) }
        }
        #expect(count > 0, "there is nothing to begin with")
        #expect(violations == [])
    }

    private static func replay(_ target: FuzzTarget) -> (count: Int, violations: [String]) {
        var count = 0
        var violations: [String] = []
        for folder in ["Corpus", "Regressions"] {
            let path = Repository.path("Tests/Fuzz/\(folder)/\(target.rawValue)")
            for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
                do {
                    let input = try Data(contentsOf: URL(fileURLWithPath: path + "/" + name))
                    try target.run(Array(input))
                } catch {
                    violations.append("\(folder)/\(target.rawValue)/\(name): \(error)")
                }
                count += 1
            }
        }
        return (count, violations)
    }

    @Test func aViolation_IsSeen() {
        #expect(throws: Violation.self) { try demand(false, "this does not hold") }
    }
}
