/// Text that can be seen and copied as one word: printable ASCII without spaces, as Zoho's ids,
/// codes and tokens are.
public enum VisibleText {
    /// Whether these bytes are one word of printable characters.
    public static func accepts(_ bytes: some Collection<UInt8>) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy { (0x21..<0x7F).contains($0) }
    }
}
