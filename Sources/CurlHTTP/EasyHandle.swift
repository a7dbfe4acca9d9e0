import CCurl
import SyncCore

/// One easy handle with what it points to. Belongs to the transfer loop's thread.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    private let errorBuffer: UnsafeMutablePointer<CChar>
    private var headerList: UnsafeMutablePointer<curl_slist>?

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

    /// Sets the lines of the header; call once.
    func setHeader(_ lines: [String]) throws(HTTPFailure) {
        for line in lines {
            guard let list = curl_slist_append(headerList, line) else {
                throw HTTPFailure(.invalidRequest, "libcurl has no memory for the header")
            }
            headerList = list
        }
        try check(ccurl_set_list(pointer, CURLOPT_HTTPHEADER, headerList))
    }

    /// Sets a body, which libcurl copies: it may outlive the array it came from.
    func setBody(_ body: [UInt8]) throws(HTTPFailure) {
        // The size first: without it, libcurl would copy up to the first zero
        // (CURLOPT_COPYPOSTFIELDS(3)).
        try set(CURLOPT_POSTFIELDSIZE_LARGE, offset: body.count)
        let code = body.withUnsafeBytes { bytes in
            ccurl_set_pointer(
                pointer, CURLOPT_COPYPOSTFIELDS,
                UnsafeMutableRawPointer(mutating: bytes.baseAddress))
        }
        try check(code)
    }

    private func check(_ code: CURLcode) throws(HTTPFailure) {
        guard code == CURLE_OK else {
            throw HTTPFailure(.invalidRequest, String(cString: curl_easy_strerror(code)))
        }
    }
}
