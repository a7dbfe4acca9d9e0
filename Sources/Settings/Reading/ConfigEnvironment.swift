import Glibc

/// What the configuration may take from around it: environment variables, files and the command
/// line. Functions, so that the reading itself stays pure.
public struct ConfigEnvironment: Sendable {
    /// The value of an environment variable.
    public var variable: @Sendable (String) -> String?
    /// The database of the command line (`--database`), which wins over the file's. A relative path
    /// is seen from the working folder.
    public var database: String?
    /// The folder that relative paths of the command line are seen from.
    public var workingFolder: String

    /// Reads a secret's file, on behalf of the owner of the configuration that names it.
    var contents: @Sendable (String, _ owner: uid_t?) -> Result<[UInt8], FileFault> = {
        SecretFile.read($0, for: $1)
    }

    /// The permission bits of a secret's file; nil where there is none.
    var mode: @Sendable (String) -> UInt32? = { path in
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
    }

    var certificates: @Sendable (String) -> Result<[UInt8], FileFault> = { path in
        FileSnapshot.read(path, limit: CertificateBundle.sizeLimit).map(\.bytes)
    }

    /// An environment of one's own, for tests.
    public init(
        variable: @escaping @Sendable (String) -> String?, database: String? = nil,
        workingFolder: String = "/"
    ) {
        self.variable = variable
        self.database = database
        self.workingFolder = workingFolder
    }

    /// The environment of this process.
    public static func process(database: String? = nil) -> ConfigEnvironment {
        let folder = getcwd(nil, 0).map { pointer in
            defer { free(pointer) }
            return String(cString: pointer)
        }
        return ConfigEnvironment(
            variable: { name in getenv(name).map { String(cString: $0) } }, database: database,
            workingFolder: folder ?? "/")
    }

    /// A variable that is set to something.
    public func filled(_ name: String) -> String? {
        variable(name).flatMap { $0.isEmpty ? nil : $0 }
    }
}
