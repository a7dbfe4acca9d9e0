import ControlAPI
import TestSupport
import Testing

@testable import ControlServer

/// The control interface as zohosyncd(8) describes it.
@Suite struct ManualTests {
    @Test func everyRoute_IsInTheTable_AndNothingElse() throws {
        let page = try ManualPage("zohosyncd.8")
        let rows = page.items(in: "CONTROL INTERFACE").map(\.heading.words).filter {
            $0.contains("Ta")
        }
        let routes = Route.table.filter { $0.pattern.hasPrefix(ControlPath.base) }
        #expect(
            rows.map { $0.split(separator: "Ta").prefix(3).flatMap { $0 }.suffix(from: 1) }.map {
                $0.filter { $0 != "Li" }.joined(separator: " ")
            }.sorted()
                == routes.map { route in
                    let path = route.pattern.dropFirst(ControlPath.base.count)
                    return "\(route.method) \(path.isEmpty ? "/" : path) \(route.role)"
                }.sorted())
        // What is elsewhere is told in the text.
        for route in Route.table where !route.pattern.hasPrefix(ControlPath.base) {
            #expect(page.prose.contains("\(route.method) \(route.pattern)"))
        }
    }

    @Test func theGroups_AreThoseOfThePolicy() throws {
        for name in ["zohosyncd.8", "zohosync.1"] {
            let prose = try ManualPage(name).prose.replacing("\\-", with: "-")
            #expect(prose.contains(AccessPolicy.operatorGroupName))
            #expect(prose.contains(AccessPolicy.adminGroupName))
        }
    }
}
