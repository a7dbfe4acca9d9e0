import SyncCore
import TestSupport
import Testing

@testable import SystemdHost

@Suite struct JournalMessageIDTests {
    private let ids = Event.Name.allCases.compactMap(JournalMessageID.of)

    @Test func everyNameButNoticeHasAnIDOfItsOwn() {
        #expect(JournalMessageID.of(.notice) == nil)
        #expect(ids.count == Event.Name.allCases.count - 1)
        #expect(Set(ids).count == ids.count)
        for id in ids {
            #expect(id.count == 32 && id.allSatisfy { "0123456789abcdef".contains($0) })
        }
    }

    @Test func theCatalogueExplainsEachAndNothingElse() throws {
        let text = try catalogue()
        let entries = text.split(separator: "\n").filter { $0.hasPrefix("-- ") }.map {
            String($0.dropFirst(3))
        }
        #expect(entries.sorted() == ids.sorted())
        for entry in text.components(separatedBy: "\n-- ").dropFirst() {
            let lines = entry.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines[1].hasPrefix("Subject: "))
            #expect(lines[2] == "Defined-By: zohosyncd")
            #expect(lines[3].isEmpty && !lines[4].isEmpty)
        }
        for line in text.split(separator: "\n") { #expect(line.count <= 100) }
    }

    @Test func theCatalogueNamesOnlyFieldsThatExist() throws {
        let known = Set(Event.Field.allCases.map(\.rawValue))
        let parts = try catalogue().split(separator: "@", omittingEmptySubsequences: false)
        let named = parts.enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
        #expect(!named.isEmpty && known.isSuperset(of: named))
    }

    @Test func everyEntryTellsTheNextStep() throws {
        for entry in try catalogue().components(separatedBy: "\n-- ").dropFirst() {
            let isRest = entry.contains("othing needs to be done")
            let hasCommand = entry.split(separator: "\n").contains { $0.hasPrefix("    ") }
            #expect(isRest || hasCommand, "\(entry.prefix(120))")
        }
    }

    @Test func theCommandsOfTheCatalogueExist() throws {
        let client = try Repository.swiftFiles(in: "Sources/zohosync").map {
            try Repository.text(of: $0)
        }.joined()
        let commands = try catalogue().split(separator: "\n").filter { $0.hasPrefix("    ") }
            .map { $0.drop { $0 == " " } }
        #expect(commands.count > 15)
        let others = [
            "systemctl re", "systemctl start ", "journalctl -u zohosyncd ", "getent group ",
            "zohosyncd check",
        ]
        for command in commands {
            let words = command.split(separator: " ")
            if words[0] == "zohosync" {
                // As the client's own documentation of its commands has them.
                #expect(client.contains("/// `zohosync \(words[1])"), "\(command)")
            } else {
                #expect(others.contains { command.hasPrefix($0) }, "\(command)")
            }
        }
    }

    private func catalogue() throws -> String {
        try Repository.text(of: "systemd/zohosyncd.catalog")
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [Substring] {
        split(separator: separator, omittingEmptySubsequences: false)
    }
}
