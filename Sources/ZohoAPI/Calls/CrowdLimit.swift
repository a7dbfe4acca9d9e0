/// How many calls may be in flight at once after Zoho has said that they were too many: half as
/// many, then one more after each hundred that went well.
struct CrowdLimit {
    /// Good calls before there is one more.
    static let patience = 100

    /// The limit; nil: Zoho has not complained.
    private(set) var limit: Int?
    /// How often it was cut: a call that was sent before says nothing new.
    private(set) var cuts = 0
    private var good = 0

    /// A call came back because of the crowd. True when the limit is cut.
    /// `most` is what the configuration allows.
    mutating func cut(sentIn cuts: Int, most: Int) -> Bool {
        guard cuts == self.cuts else { return false }
        self.cuts += 1
        let before = limit
        limit = max(1, min(before ?? most, most) / 2)
        good = 0
        return limit != before
    }

    /// A call went well.
    mutating func answer(most: Int) {
        guard let limit else { return }
        good += 1
        guard good >= Self.patience else { return }
        good = 0
        self.limit = limit + 1 < most ? limit + 1 : nil
    }

    /// The wait before a call that was too many is repeated: 1 to 5 seconds, growing with each try.
    /// `random` is from 0 to 1.
    static func wait(attempt: Int, random: Double) -> Duration {
        .milliseconds(1000 + Int64(Double(1000 * min(max(attempt, 1), 4)) * min(max(random, 0), 1)))
    }
}
