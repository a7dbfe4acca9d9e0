/// The version of the programs of this package.
public enum ProgramVersion {
    /// The version, as semver.org numbers it.
    public static let current = "0.3.0"
}
