import Dispatch

/// Conversions between `Duration` and Dispatch's clock, CLOCK_MONOTONIC of clock_gettime(2).
enum MonotonicTime {
    /// Now, in nanoseconds.
    static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }

    /// The moment that lies `duration` ahead; now, where the duration is negative.
    static func after(_ duration: Duration, now: UInt64 = now) -> UInt64 {
        let (sum, overflow) = now.addingReportingOverflow(nanoseconds(duration))
        // The largest value means "never" to Dispatch.
        return overflow ? UInt64.max - 1 : sum
    }

    /// A duration in whole nanoseconds, between 0 and what 63 bits hold (292 years).
    static func nanoseconds(_ duration: Duration) -> UInt64 {
        let (seconds, attoseconds) = duration.components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return UInt64(overflow || carry ? Int64.max : sum)
    }
}
