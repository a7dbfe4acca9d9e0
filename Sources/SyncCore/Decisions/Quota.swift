/// The day's quota of one product, as its answers tell it, and what is left of it.
///
/// An answer tells what is left when Zoho handles its call. Several calls are in flight at once and
/// their answers come in any order, so what an answer surely counts is only what had been answered
/// before its own call was booked. All others of ours are taken off what it tells: those in flight
/// then, those booked since, and those of the other products too, which may or may not share the
/// counter. Of answers whose calls were in flight together the lowest counts, for it may be the
/// latest: other programs spend from the same quota.
public struct Quota: Hashable, Sendable {
    /// What one answer has told.
    struct Reading: Hashable, Sendable {
        /// The day's quota.
        var limit: Int
        /// What was left of it.
        var remaining: Int
        /// The number of its call.
        var number: Int
        /// Calls that may be missing in it, of those booked before its own.
        var uncounted: Int
        /// Calls that had been booked when it came; nil: it is not Zoho's word, but what was kept of
        /// it or the assumption that a new day is whole.
        var bookedThen: Int?

        /// What is left when all calls up to this number are counted.
        func left(booked: Int) -> Int { remaining - uncounted - (booked - number) }
    }

    /// The readings that may be the latest; none: nothing is known.
    private(set) var readings: [Reading] = []
    /// When what was read ends.
    private(set) var endsAt: UTCInstant?
    /// A moment at which a day has ended or will: the others are whole days away.
    private(set) var reset: UTCInstant?
    /// Until when Zoho has said that nothing is left.
    private(set) var spentUntil: UTCInstant?
    /// The first call of this day: answers to those before it tell of the day before.
    private var firstNumber = 0

    /// A quota of which nothing is known.
    init() {}

    /// As it was kept. Numbers begin anew.
    init(
        limit: Int?, left: Int, endsAt: UTCInstant?, reset: UTCInstant?, spentUntil: UTCInstant?
    ) {
        if let limit {
            readings = [Reading(limit: limit, remaining: left, number: 0, uncounted: 0)]
        }
        self.endsAt = endsAt
        self.reset = reset
        self.spentUntil = spentUntil
    }

    /// The day's quota; nil: it is not known.
    var limit: Int? { readings.map(\.limit).min() }

    /// What is left of it, all calls that were booked being counted; nil: it is not known.
    func remaining(booked: Int) -> Int? { readings.map { $0.left(booked: booked) }.min() }

    /// What must be left of it: a fifth for the company's other programs, and what two products need
    /// to ask how they stand, which may fall on both sides of a midnight.
    static func reserve(of limit: Int) -> Int { (limit + 4) / 5 + 4 }

    /// What may still be used of it; nil: it is not known.
    func left(booked: Int) -> Int? {
        if spentUntil != nil { return 0 }
        guard let limit, let remaining = remaining(booked: booked) else { return nil }
        return remaining - Self.reserve(of: limit)
    }

    /// When the day ends: at the known hour, else at midnight UTC.
    func dayEnd(after now: UTCInstant) -> UTCInstant {
        guard let reset else { return now.midnight + Self.day }
        let past = (now - reset) % Self.day
        return now + (past < 0 ? -past : Self.day - past)
    }

    /// Lets time pass. With the day's end the quota is whole again, as far as we know; the next
    /// answer says so or not.
    mutating func advance(to now: UTCInstant, booked: Int, inFlight: Int) {
        if let spentUntil, spentUntil <= now { self.spentUntil = nil }
        guard let endsAt, endsAt <= now else { return }
        self.endsAt = dayEnd(after: now)
        firstNumber = booked + 1
        guard let limit else { return }
        readings = [
            Reading(limit: limit, remaining: limit, number: booked, uncounted: inFlight)
        ]
    }

    /// Takes what an answer tells. True when it tells of a new day.
    mutating func read(
        limit: Int?, remaining: Int, resetsIn: Int64?, number: Int, uncounted: Int,
        booked: Int, now: UTCInstant
    ) -> Bool {
        let limit = max(limit ?? self.limit ?? remaining, remaining, 1)
        var reading = Reading(
            limit: limit, remaining: max(0, remaining), number: number, uncounted: uncounted,
            bookedThen: booked)
        guard number >= firstNumber else { return false }
        let before = readings.filter { $0.bookedThen.map { $0 < number } ?? true }
        let together = readings.filter { $0.bookedThen.map { $0 >= number } ?? false }
        // Nobody spends half a day's quota while a call is in flight: then a day ended in between.
        if together.contains(where: { $0.remaining - reading.remaining > limit / 2 }) {
            return false
        }
        readings = together.filter { reading.remaining - $0.remaining <= limit / 2 }
        var isNewDay = readings.count < together.count
        let told = before.filter { $0.bookedThen != nil && $0.limit == limit }
        if let lowest = told.map(\.remaining).min() {
            isNewDay = isNewDay || reading.remaining - lowest > max(limit / 10, 10)
            // Within a day nothing comes back: an answer that says so is behind the times.
            if !isNewDay { reading.remaining = min(reading.remaining, lowest) }
        }
        defer { readings.append(reading) }
        if let resetsIn, (0...2 * Self.day).contains(resetsIn) {
            let end = now + max(1, resetsIn)
            // A late answer must not end the day that another one has seen begin.
            endsAt = readings.isEmpty ? end : max(end, endsAt ?? end)
            reset = endsAt
        } else if endsAt == nil || isNewDay {
            endsAt = dayEnd(after: now)
        }
        return isNewDay
    }

    /// Zoho has said that nothing is left.
    mutating func spend(now: UTCInstant) {
        spentUntil = endsAt.flatMap { $0 > now ? $0 : nil } ?? dayEnd(after: now)
    }

    /// The clock was set back by so many seconds: what lies ahead comes as much earlier.
    mutating func shift(by seconds: Int64) {
        endsAt = endsAt.map { $0 - seconds }
        reset = reset.map { $0 - seconds }
        spentUntil = spentUntil.map { $0 - seconds }
    }

    private static let day: Int64 = 86_400
}
