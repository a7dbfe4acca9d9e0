/// One entry of what a read of an inotify descriptor returns (inotify(7)).
struct InotifyEvent: Equatable {
    /// What happened: IN_CREATE, IN_MOVED_TO, …
    let mask: UInt32
    /// The name inside the watched folder; empty for the folder itself.
    let name: String

    /// Takes a buffer apart. An entry that is cut short, which the kernel never sends, ends it.
    static func decode(_ bytes: UnsafeRawBufferPointer) -> [InotifyEvent] {
        var events: [InotifyEvent] = []
        var offset = 0
        // int wd; uint32_t mask, cookie, len; char name[len], filled up with zero bytes.
        let headerSize = 16
        while offset + headerSize <= bytes.count {
            let mask = bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
            let length = Int(bytes.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self))
            offset += headerSize
            guard offset + length <= bytes.count else { break }
            let name = bytes[offset..<offset + length].prefix { $0 != 0 }
            events.append(InotifyEvent(mask: mask, name: String(decoding: name, as: UTF8.self)))
            offset += length
        }
        return events
    }
}
