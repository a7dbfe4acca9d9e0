import Glibc
import TestSupport
import Testing

/// A Unix socket that is bound to a path.
func boundSocket(at path: String, type: __socket_type) throws -> CInt {
    let descriptor = socket(AF_UNIX, CInt(type.rawValue), 0)
    try #require(descriptor >= 0)
    let capacity = MemoryLayout.size(ofValue: sockaddr_un().sun_path)
    try #require(path.utf8.count < capacity)
    try #require(withSocketAddress(path) { bind(descriptor, $0, $1) } == 0)
    return descriptor
}
