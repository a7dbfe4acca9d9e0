import ControlAPI
import TestSupport
import Testing

@testable import ControlServer

/// The control interface as zohosyncd(8) describes it.
@Suite struct ManualTests {
    @Test func everyRoute_IsInTheTable_AndNothingElse() throws {
        let page = try ManualPage("zohosyncd.8")
        let rows = page.items(in: "CONTROL INTERFACE").map(\.heading).compactMap { row in
            // Method, path, role, and what it is.
            let cells = row.words.dropFirst().split(separator: "Ta").map {
                $0.filter { $0 != "Li" }
            }
            return cells.count == 4 ? cells.prefix(3).map { $0.joined(separator: " ") } : nil
        }
        let routes = Route.table.map { route in
            let path = route.pattern.replacing(ControlPath.base, with: "BASE", maxReplacements: 1)
            return [route.method, path, "\(route.role)"]
        }
        #expect(
            rows.map { $0.joined(separator: " ") }.sorted()
                == routes.map { $0.joined(separator: " ") }.sorted())
        #expect(page.prose.contains("BASE is \(ControlPath.base) "))
    }

    @Test(arguments: ["zohosyncd.8", "zohosync.1"])
    func theGroups_AreThoseOfThePolicy(page: String) throws {
        let prose = try ManualPage(page).prose
        #expect(prose.contains(AccessPolicy.operatorGroupName + " "))
        #expect(prose.contains(AccessPolicy.adminGroupName))
    }
}
