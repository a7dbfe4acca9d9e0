/// What a stream's list may be able to do. Documentation and experience differ, so each is only
/// tried, and believed when the answers bear it out.
public struct ListTraits: Hashable, Sendable {
    /// It may be asked for what was modified since.
    public var hasFilter: Bool
    /// It may be asked for the latest modification first.
    public var hasNewestFirst: Bool
    /// It may be asked for what is dated from a day on.
    public var hasWindow: Bool
    /// Single records can be asked for by id, which tells a deleted one from one that was passed over.
    public var hasLookup: Bool

    /// Traits.
    public init(
        hasFilter: Bool = false, hasNewestFirst: Bool = false, hasWindow: Bool = false,
        hasLookup: Bool = true
    ) {
        self.hasFilter = hasFilter
        self.hasNewestFirst = hasNewestFirst
        self.hasWindow = hasWindow
        self.hasLookup = hasLookup
    }
}
