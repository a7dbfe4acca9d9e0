import Glibc

/// The terminal of the standard input without its echo, until `end`. A signal that ends the process
/// meanwhile, Ctrl-C among them, shows again first what is typed.
struct TerminalSilence {
    private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]

    /// The terminal as it was, where a signal's handler finds it. There is one standard input.
    // Proof: written before the handlers are set and after none of them is; tcsetattr(3) is safe in
    // them (signal-safety(7)).
    nonisolated(unsafe) private static let before = {
        let pointer = UnsafeMutablePointer<termios>.allocate(capacity: 1)
        pointer.initialize(to: termios())
        return pointer
    }()

    private let actions: [sigaction]

    /// Switches the echo off; nil where it is no terminal.
    init?() {
        guard tcgetattr(STDIN_FILENO, Self.before) == 0 else { return nil }
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { number in
            tcsetattr(STDIN_FILENO, TCSAFLUSH, TerminalSilence.before)
            // What the signal does without us, once this returns.
            raise(number)
        }
        action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
        actions = Self.signals.map { number in
            var old = sigaction()
            sigaction(number, &action, &old)
            return old
        }
        var silent = Self.before.pointee
        silent.c_lflag &= ~tcflag_t(ECHO)
        // A process that is only stopped would leave the shell without an echo.
        withUnsafeMutableBytes(of: &silent.c_cc) { $0[Int(VSUSP)] = 0 }
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
    }

    /// Switches it on again.
    func end() {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, Self.before)
        for (number, action) in zip(Self.signals, actions) {
            var action = action
            sigaction(number, &action, nil)
        }
    }
}
