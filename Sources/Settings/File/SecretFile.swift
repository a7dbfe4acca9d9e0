import Glibc

/// A file with one secret in it, which a configuration names.
enum SecretFile {
    /// A file of at most this many bytes is read.
    static let sizeLimit = 64 * 1024

    /// Reads a file on behalf of a configuration's owner; nil where that is this process.
    ///
    /// Root reads everything, and must not read for a user what that user may not. The folders
    /// around the file are not looked at. What /proc has of this process, its environment and its
    /// open files, is no place of secrets.
    static func read(_ path: String, for owner: uid_t?) -> Result<[UInt8], FileFault> {
        FileSnapshot.read(path, limit: sizeLimit) { status in
            var proc = stat()
            if stat("/proc", &proc) == 0, proc.st_dev == status.st_dev {
                return FileFault(
                    "read \(path)", reason: "it is a view of a process, not a file",
                    hint: "put the secret into a file of its own")
            }
            guard geteuid() == 0, let owner, owner != 0,
                !FileReader.user(owner).mayRead(status)
            else { return nil }
            return FileFault(
                "read \(path)",
                reason: "the configuration is user \(owner)'s, who may not read this file",
                hint: "give the file to that user, or to a group of that user's with mode 0640, or "
                    + "the configuration to root")
        }.map(\.bytes)
    }
}
