import SyncCore
import TestSupport
import Testing

@testable import Settings

/// `ca_bundle`: a file that is there and has a certificate, or a problem that says so.
struct CertificateBundleTests {
    private static let certificate = """
        # The company's own.
        -----BEGIN CERTIFICATE-----
        MIIBszCCAVmgAwIBAgIUexample+/=
        -----END CERTIFICATE-----
        """

    private func reading(_ member: String, files: [String: String]) throws -> ConfigReading {
        var environment = ConfigEnvironment.only([:])
        environment.certificates = { path in
            files[path].map { .success(Array($0.utf8)) }
                ?? .failure(FileFault("open \(path)", code: 2))
        }
        return try SettingsTests.reading(config(member), environment)
    }

    @Test(arguments: [
        ("/ca.pem", "/ca.pem"), ("ca.pem", "/etc/ca.pem"), ("./tls/ca.pem", "/etc/tls/ca.pem"),
    ])
    func aBundle_IsSeenFromTheConfigurationsFolder(written: String, path: String) throws {
        let files = [path: Self.certificate]
        let reading = try reading("\"ca_bundle\": \"\(written)\"", files: files)
        #expect(reading.problems.isEmpty && !reading.warnings.map(\.keyPath).contains("ca_bundle"))
        #expect(reading.settings?.caBundle == path)
    }

    /// For whoever must reach Zoho to mend the rest of the file.
    @Test(arguments: [
        (#"{"ca_bundle":"ca.pem","enabled":7}"#, "/ca.pem"), (#"{"ca_bundle":"/c/a"}"#, "/c/a"),
        (#"{"ca_bundle":7}"#, nil), (#"{"ca_bundle":null}"#, nil), ("{}", nil), ("{", nil),
    ])
    func theBundle_IsReadFromABadFile(text: String, path: String?) throws {
        let folder = try TemporaryFolder()
        let file = ConfigFile(path: try folder.write(text), environment: .only([:]))
        let expected = path == "/ca.pem" ? folder.path + "/ca.pem" : path
        #expect(file.readCABundle() == expected)
    }

    @Test(arguments: ["\"ca_bundle\": null", ""])
    func withoutOne_TheSystemsCount(member: String) throws {
        let reading = try reading(member, files: [:])
        #expect(reading.problems.isEmpty)
        #expect(try #require(reading.settings).caBundle == nil)
    }

    @Test(arguments: [
        "", "no certificate", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "-----BEGIN CERTIFICATE-----\nAAAA\n",
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\n\u{0}\n-----END CERTIFICATE-----",
    ])
    func aFileWithoutACertificate_IsRefused(content: String) throws {
        let reading = try reading("\"ca_bundle\": \"/ca.pem\"", files: ["/ca.pem": content])
        #expect(reading.settings == nil)
        let problem = try #require(reading.problems.first)
        #expect(problem.keyPath == "ca_bundle" && problem.line == 1)
        #expect(problem.message == "there is no certificate in /ca.pem")
    }

    @Test func aFileThatIsNotThere_IsRefused() throws {
        let reading = try reading("\"ca_bundle\": \"/ca.pem\"", files: [:])
        #expect(
            reading.problems.map(\.message) == ["cannot read /ca.pem: no such file or directory"])
        #expect(reading.problems.first?.hint.contains("PEM") == true)
    }

    @Test(arguments: ["7", "[]", "\"\"", "\"/etc/\""])
    func whatIsNoPath_IsRefused(value: String) throws {
        let reading = try reading("\"ca_bundle\": \(value)", files: [:])
        #expect(reading.problems.map(\.keyPath) == ["ca_bundle"])
        #expect(reading.problems.first?.message.contains("expected the path of a file") == true)
    }
}
