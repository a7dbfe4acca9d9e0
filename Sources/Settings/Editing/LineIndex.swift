/// Where the lines of a text begin, looked up once: a text may be one line, and may have a key in
/// every few bytes, of which each wants to know its line.
struct LineIndex {
    private let starts: [Int]

    init(_ bytes: [UInt8]) {
        starts = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
    }

    /// The line of an offset, from 1.
    func number(of offset: Int) -> Int { feeds(before: offset) + 1 }

    /// Where the line of an offset begins; nil in the first line.
    func start(of offset: Int) -> Int? {
        let feeds = feeds(before: offset)
        return feeds > 0 ? starts[feeds - 1] : nil
    }

    private func feeds(before offset: Int) -> Int {
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
