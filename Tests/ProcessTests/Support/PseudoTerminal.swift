import Glibc

/// A terminal whose keys a test presses (pty(7)).
final class PseudoTerminal {
    /// The end for the program.
    let inner: Int32
    private let outer: Int32

    init() throws {
        outer = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        // TIOCSPTLCK and TIOCGPTN of ioctl_tty(2), which Swift does not see.
        var isLocked: Int32 = 0
        var number: UInt32 = 0
        guard outer >= 0, ioctl(outer, 0x4004_5431, &isLocked) == 0,
            ioctl(outer, 0x8004_5430, &number) == 0
        else { throw SystemError("/dev/ptmx") }
        inner = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard inner >= 0 else { throw SystemError("/dev/pts") }
        _ = fcntl(outer, F_SETFL, O_NONBLOCK)
    }

    deinit {
        close(outer)
        close(inner)
    }

    /// Whether it shows what is typed.
    var isEchoing: Bool {
        var settings = termios()
        return tcgetattr(inner, &settings) == 0 && settings.c_lflag & tcflag_t(ECHO) != 0
    }

    func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(outer, bytes, bytes.count)
    }

    /// What it has shown since the last time.
    var shown: String {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = read(outer, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }
}
