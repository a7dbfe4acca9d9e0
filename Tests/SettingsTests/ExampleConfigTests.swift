import SyncCore
import TestSupport
import Testing

/// The configuration that is installed.
struct ExampleConfigTests {
    /// It is a conffile of the package, and the daemon writes to it, so on every machine it differs
    /// from what was installed. As long as the package's own never changes, dpkg has nothing to ask;
    /// the first release that changes it would stop every unattended upgrade at a prompt. What is
    /// new belongs into defaults and the manual.
    @Test func itNeverChanges() throws {
        #expect(try FNV1a.hash(Repository.text(of: "etc/config.json")) == 0x5e0bb1c08d05dd12)
    }
}
