import CCurl
import Glibc
import SyncCore

/// One easy handle with what it points to. Belongs to the transfer loop's thread.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    private let errorBuffer: UnsafeMutablePointer<CChar>
    private var headerList: UnsafeMutablePointer<curl_slist>?
    /// The body, for as long as libcurl may read it.
    private var body: Secret?

    init() throws(HTTPFailure) {
        guard let pointer = curl_easy_init() else {
            throw HTTPFailure(.unreachable, "libcurl has no memory for a transfer")
        }
        self.pointer = pointer
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(errorBuffer))
    }

    deinit {
        curl_easy_cleanup(pointer)
        wipeHeader()
        curl_slist_free_all(headerList)
        errorBuffer.deallocate()
    }

    /// What libcurl wrote about the failure of this transfer.
    var errorWords: String { String(cString: errorBuffer) }

    func set(_ option: CURLoption, _ value: Int) throws(HTTPFailure) {
        try check(ccurl_set_long(pointer, option, value))
    }

    func set(_ option: CURLoption, _ value: Bool) throws(HTTPFailure) {
        try set(option, value ? 1 : 0)
    }

    func set(_ option: CURLoption, offset value: Int) throws(HTTPFailure) {
        try check(ccurl_set_offset(pointer, option, curl_off_t(value)))
    }

    func set(_ option: CURLoption, _ value: String) throws(HTTPFailure) {
        try check(ccurl_set_text(pointer, option, value))
    }

    func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) throws(HTTPFailure) {
        try check(ccurl_set_pointer(pointer, option, value))
    }

    func set(_ option: CURLoption, _ value: @escaping ccurl_data_callback) throws(HTTPFailure) {
        try check(ccurl_set_data_callback(pointer, option, value))
    }

    /// Adds a line to the header, which counts once `setHeader` is called.
    func addHeader(_ line: [UInt8]) throws(HTTPFailure) {
        let list = line.withUnsafeBytes { bytes in
            withUnsafeTemporaryAllocation(byteCount: bytes.count + 1, alignment: 1) { text in
                text.copyMemory(from: bytes)
                text[bytes.count] = 0
                defer { _ = text.baseAddress.map { explicit_bzero($0, text.count) } }
                return curl_slist_append(
                    headerList, text.baseAddress?.assumingMemoryBound(to: CChar.self))
            }
        }
        guard let list else {
            throw HTTPFailure(.invalidRequest, "libcurl has no memory for the header")
        }
        headerList = list
    }

    /// Makes the added lines the header.
    func setHeader() throws(HTTPFailure) {
        try check(ccurl_set_list(pointer, CURLOPT_HTTPHEADER, headerList))
    }

    /// Sets a body. libcurl reads it where it is, so that it leaves no copy of its own behind but in
    /// the buffers of the connection.
    func setBody(_ body: Secret) throws(HTTPFailure) {
        self.body = body
        // Proof: `self.body` keeps the bytes where they are until after curl_easy_cleanup. Without an
        // address libcurl would ask for a body elsewhere, so that none has one, too.
        let (start, count) = body.withBytes { bytes in
            (
                bytes.baseAddress.map(UnsafeMutableRawPointer.init(mutating:))
                    ?? UnsafeMutableRawPointer(errorBuffer), bytes.count
            )
        }
        try set(CURLOPT_POSTFIELDSIZE_LARGE, offset: count)
        try check(ccurl_set_pointer(pointer, CURLOPT_POSTFIELDS, start))
    }

    /// Wipes libcurl's copies of the lines: one of them may hold a token.
    private func wipeHeader() {
        var item = headerList
        while let line = item?.pointee.data {
            explicit_bzero(line, strlen(line))
            item = item?.pointee.next
        }
    }

    private func check(_ code: CURLcode) throws(HTTPFailure) {
        guard code == CURLE_OK else {
            throw HTTPFailure(.invalidRequest, String(cString: curl_easy_strerror(code)))
        }
    }
}

/// Overwrites bytes that are not needed any more.
func wipe(_ bytes: inout [UInt8]) {
    bytes.withUnsafeMutableBytes { bytes in
        if let start = bytes.baseAddress { explicit_bzero(start, bytes.count) }
    }
}
