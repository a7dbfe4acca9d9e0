/// What has become of a refresh token that Zoho has put in the place of the configured one.
public enum RefreshTokenStorage: Hashable, Sendable {
    /// It is where the old one was; `place` names the file, for people.
    case stored(place: String)
    /// The configuration holds another one by now: an administrator was faster, and theirs counts.
    case overtaken
    /// It could not be stored: why, and what to do by hand.
    case notStored(reason: String, hint: String)
}
