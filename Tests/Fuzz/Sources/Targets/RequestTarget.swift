import Glibc
import SyncCore

/// Bytes to the control socket, through the real server: what comes back is whole HTTP with problems
/// in JSON, in time, and a web page gets nothing.
enum RequestTarget {
    private static let statuses: Set<Int> = [
        100, 200, 202, 400, 403, 404, 405, 408, 409, 413, 422, 431, 502, 503,
    ]
    private static let fields: Set<String> = [
        "content-type", "cache-control", "connection", "content-length", "transfer-encoding",
        "allow", "retry-after",
    ]

    static func run(_ input: [UInt8]) throws {
        let wire = try Wire.shared()
        let answer = try wire.exchange(input)
        let asked = String(decoding: input, as: UTF8.self)
        var rest = answer[...]
        var isFirst = true
        while !rest.isEmpty {
            let status = try response(&rest, mayLackBody: asked.contains("HEAD"))
            if isFirst, status != 100 {
                isFirst = false
                let head = asked.split(separator: "\r\n\r\n", maxSplits: 1).first ?? ""
                let isFromPage = head.lowercased().contains("\r\norigin:")
                try demand(!isFromPage || status >= 400, "a web page was answered with \(status)")
            }
        }
    }

    /// Takes one response off the bytes; returns its status.
    private static func response(
        _ rest: inout ArraySlice<UInt8>, mayLackBody: Bool
    ) throws -> Int {
        guard let end = rest.firstRange(of: Array("\r\n\r\n".utf8)) else {
            throw Violation(description: "a response without the end of its header: \(shown(rest))")
        }
        let lines = String(decoding: rest[..<end.lowerBound], as: UTF8.self)
            .split(separator: "\r\n")
        rest = rest[end.upperBound...]
        guard let first = lines.first, first.hasPrefix("HTTP/1."),
            let status = Int(first.dropFirst(9).prefix(3)), statuses.contains(status)
        else { throw Violation(description: "an unknown status line: \(lines)") }
        guard status != 100 else { return status }
        var header: [String: String] = [:]
        for line in lines.dropFirst() {
            let sides = line.split(separator: ":", maxSplits: 1)
            try demand(sides.count == 2, "a line that is no field: \(line)")
            header[sides[0].lowercased()] = sides[1].trimmingPrefix(" ").lowercased()
        }
        try demand(Set(header.keys).isSubset(of: fields), "fields from outside: \(header)")
        try demand(header["cache-control"] == "no-store", "an answer that may be kept")
        let body = try body(header, &rest, mayLackBody: mayLackBody)
        if header["content-type"]?.contains("json") == true,
            header["content-type"] != "application/x-ndjson", !body.isEmpty
        {
            guard let value = (try? JSONDocument(body))?.value else {
                throw Violation(description: "a body that is not JSON: \(shown(body[...]))")
            }
            try demand(
                status < 400 || value["code"]?.string != nil, "a problem without a code: \(value)")
        }
        return status
    }

    private static func body(
        _ header: [String: String], _ rest: inout ArraySlice<UInt8>, mayLackBody: Bool
    ) throws -> [UInt8] {
        if header["transfer-encoding"] == "chunked" {
            var body: [UInt8] = []
            while true {
                guard let end = rest.firstRange(of: Array("\r\n".utf8)),
                    let size = Int(
                        String(decoding: rest[..<end.lowerBound], as: UTF8.self), radix: 16)
                else { throw Violation(description: "a chunk without size: \(shown(rest))") }
                rest = rest[end.upperBound...]
                try demand(rest.count >= size + 2, "a chunk that breaks off")
                body += rest.prefix(size)
                rest = rest.dropFirst(size + 2)
                if size == 0 { return body }
            }
        }
        guard let length = header["content-length"].flatMap({ Int($0) }) else {
            defer { rest = [] }
            return Array(rest)
        }
        let isHead = mayLackBody && (rest.isEmpty || rest.starts(with: Array("HTTP/1.".utf8)))
        if isHead { return [] }
        try demand(rest.count >= length, "a body that breaks off")
        defer { rest = rest.dropFirst(length) }
        return Array(rest.prefix(length))
    }

    private static func shown(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.prefix(200), as: UTF8.self).debugDescription
    }
}
