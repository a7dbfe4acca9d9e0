extension Workbench {
    /// Starts a shell script in place of a program, which it may become. The first argument is `$0`;
    /// where it is a program of ours, its path is given.
    func startShell(
        _ script: String, _ arguments: [String], environment: [String: String] = [:]
    ) throws -> Program {
        let arguments = arguments.map { $0.hasPrefix("zohosync") ? builtPrograms + "/" + $0 : $0 }
        return try start("/bin/sh", ["-c", script] + arguments, environment: environment)
    }
}
