extension Unicode.Scalar {
    /// Whether it steers who shows it, where other scalars are shown: a control character (beyond
    /// ASCII, too), or one of the two that some readers take for line breaks.
    public var isControl: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
