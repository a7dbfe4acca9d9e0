import SyncCore

extension FinanceStream {
    /// Whether a request asks for everything, so that a refusal cannot be about a filter of it.
    static func isPlain(_ request: PageRequest) -> Bool {
        request.since == nil && !request.isNewestFirst && request.fromDay == nil
    }

    /// Whether there is anything in its parameters that could be left out.
    var hasUsual: Bool { show != nil || abilities.contains(.createdOrder) }

    /// The path behind the product's base.
    func path(for request: PageRequest) -> String {
        guard let parent = request.parent else { return path }
        return path.replacing("{parent}", with: pathSegment(parent))
    }

    /// The parameters of a page, without the organisation.
    /// - Parameter hasUsual: whether to send `filter_by` and an order that were not asked for: the
    ///   one shows what Zoho's defaults hide, the other keeps pages still while records change.
    func query(
        _ request: PageRequest, pageSize: Int, hasUsual: Bool
    ) -> [(name: String, value: String)] {
        var query: [(name: String, value: String)] = []
        if abilities.contains(.pages) || request.number > 1 {
            // Without it the chart of accounts comes in pages of 5,000.
            query += [("page", String(request.number)), ("per_page", String(pageSize))]
        }
        if let only {
            query.append(("filter_by", only))
        } else if let show, hasUsual {
            query.append(("filter_by", show))
        }
        if request.isNewestFirst {
            query += [("sort_column", "last_modified_time"), ("sort_order", "D")]
        } else if abilities.contains(.createdOrder), hasUsual {
            query += [("sort_column", "created_time"), ("sort_order", "A")]
        }
        if let since = request.since {
            // A trailing Z was seen to be refused.
            query.append(("last_modified_time", since.text.dropLast() + "+0000"))
        }
        if let day = request.fromDay, let window {
            query.append((window.parameter, day))
        }
        return query
    }

    /// The path of a single record behind the product's base; nil where none can be asked for.
    func recordPath(_ id: String) -> String? {
        record.map { ($0.path ?? path) + "/" + pathSegment(id) }
    }
}

/// A text as one segment of a path: everything but letters, digits, `-` and `_` encoded, so that it
/// cannot lead elsewhere.
func pathSegment(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            result.unicodeScalars.append(Unicode.Scalar(byte))
        default:
            result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
    }
    return result
}
