import CCurl
import SyncCore

extension HTTPFailure {
    /// The failure behind a result code of libcurl (libcurl-errors(3)), in libcurl's own words.
    init(_ code: CURLcode, words: String, query: Substring) {
        let general = String(cString: curl_easy_strerror(code))
        // libcurl names hosts, ports and sizes; should it ever quote what follows the question
        // mark, only the general words are left.
        let isFit = !words.isEmpty && (query.isEmpty || !words.contains(query))
        self.init(Kind(code), isFit ? words : general)
    }
}

extension HTTPFailure.Kind {
    init(_ code: CURLcode) {
        switch code {
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT,
            CURLE_PROXY, CURLE_INTERFACE_FAILED, CURLE_NO_CONNECTION_AVAILABLE:
            self = .unreachable
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ENGINE_NOTFOUND,
            CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_USE_SSL_FAILED, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_SHUTDOWN_FAILED, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT:
            self = .insecure
        case CURLE_OPERATION_TIMEDOUT:
            self = .timeout
        case CURLE_FILESIZE_EXCEEDED:
            self = .tooLarge
        case CURLE_ABORTED_BY_CALLBACK:
            self = .cancelled
        case CURLE_URL_MALFORMAT, CURLE_NOT_BUILT_IN, CURLE_BAD_FUNCTION_ARGUMENT,
            CURLE_UNKNOWN_OPTION:
            self = .invalidRequest
        default:
            // Among them CURLE_UNSUPPORTED_PROTOCOL: the URL's scheme has been checked before, so
            // what is left is an answer in HTTP/0.9, which is no answer.
            self = .interrupted
        }
    }
}
