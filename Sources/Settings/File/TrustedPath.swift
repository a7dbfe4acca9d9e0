import Glibc
import SyncCore

/// A path that root is about to write at, followed link by link.
///
/// Whoever may write a folder can put a link there, and root's commands would then write another
/// file in that user's name. Such a link may lead to that user's own files only. Somebody who
/// exchanges a folder on the way at the very moment is not noticed.
struct TrustedPath {
    /// The path without links.
    let real: String

    /// As many links as the kernel follows.
    private static let limit = 40

    /// Follows a path.
    init(_ path: String) throws(FileFault) {
        var rest = Self.parts(of: path)[...]
        var real = "/"
        if !path.hasPrefix("/"), let pointer = realpath(".", nil) {
            defer { free(pointer) }
            real = String(cString: pointer)
        }
        var makers: Set<uid_t> = []
        var links = 0
        while let part = rest.popFirst() {
            if part == ".." {
                real = PathText.folder(of: real)
                continue
            }
            let next = PathText.absolute(part, relativeTo: real)
            guard let status = Self.look(at: next), status.st_mode & S_IFMT == S_IFLNK else {
                real = next
                continue
            }
            links += 1
            guard links <= Self.limit, let target = Self.target(of: next) else {
                throw FileFault("follow \(next)", code: ELOOP)
            }
            makers.formUnion([status.st_uid, Self.look(at: real)?.st_uid ?? status.st_uid])
            if target.hasPrefix("/") { real = "/" }
            rest = (Self.parts(of: target) + rest)[...]
        }
        self.real = real
        try Self.check(real, madeBy: makers.subtracting([0]), from: path)
    }

    /// Everybody who could have made a link must own what it leads to.
    private static func check(
        _ real: String, madeBy makers: Set<uid_t>, from path: String
    ) throws(FileFault) {
        guard !makers.isEmpty else { return }
        let owners = [look(at: real), look(at: PathText.folder(of: real))].compactMap { $0?.st_uid }
        guard makers.count == 1, owners.allSatisfy(makers.contains) else {
            throw FileFault(
                "follow \(path)", reason: "a user's link leads to somebody else's file (\(real))",
                hint: "name that file itself, or run it as the user whose link it is")
        }
    }

    private static func parts(of path: String) -> [String] {
        path.split(separator: "/").map(String.init).filter { $0 != "." }
    }

    private static func look(at path: String) -> stat? {
        var status = stat()
        return lstat(path, &status) == 0 ? status : nil
    }

    private static func target(of link: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(link, &buffer, buffer.count)
        guard count > 0 else { return nil }
        return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
