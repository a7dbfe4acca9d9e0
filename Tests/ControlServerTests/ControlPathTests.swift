import ControlAPI
import Testing

struct ControlPathTests {
    @Test(
        arguments: [
            (nil, "/run/zohosyncd/control.sock"), ("", "/run/zohosyncd/control.sock"),
            ("/run/a", "/run/a/control.sock"), ("/run/a:/run/b", "/run/a/control.sock"),
        ] as [(String?, String)])
    func socket_IsInTheFirstRuntimeFolder(folders: String?, path: String) {
        #expect(ControlPath.socket(runtimeDirectory: folders) == path)
    }
}
