import Glibc
public import SyncCore
import Synchronization

/// The configuration file: read whole, written with care.
///
/// Every call reads the file anew, so an edit by hand is never lost, and holds one lock from the
/// reading to the rename, so two writers of this process cannot undo each other's work.
public final class ConfigFile: Sendable {
    /// The file's path as it was given.
    public let path: String

    let environment: ConfigEnvironment
    let replacer: FileReplacer
    private let state = Mutex(State())

    /// What is known of the last reading.
    struct State {
        var settings: Settings?
        var value: JSONValue?
        /// What is in the file as far as it was taken up or written here; the rest is others' doing.
        var known: JSONValue?
        /// The states of which somebody has been told.
        var told: Set<ConfigWarning.State> = []
    }

    /// A file of at most this many bytes is read; a real one has a few thousand.
    static let sizeLimit = 1024 * 1024
    /// So many of them a patch leaves to what the daemon writes by itself: a rotated token that the
    /// file had no room for would be lost.
    static let reserve = 32 * 1024
    /// How often a replacement is begun anew because somebody else was faster.
    static let tries = 8
    /// As often another writer is waited for.
    static let patience = 4

    /// A file that need not be there yet.
    public convenience init(path: String, environment: ConfigEnvironment = .process()) {
        self.init(path: path, environment: environment, replacer: FileReplacer())
    }

    init(path: String, environment: ConfigEnvironment, replacer: FileReplacer) {
        self.path = path
        self.environment = environment
        self.replacer = replacer
    }

    /// The last good settings; nil before the first good `load`.
    public var settings: Settings? { state.withLock { $0.settings } }

    /// What a good reading yields.
    public struct Loaded: Hashable, Sendable {
        /// The settings.
        public let settings: Settings
        /// What is odd in the file. What is a state, and was so at the last reading, is left out.
        public let warnings: [ConfigWarning]
        /// What somebody else has changed in it since it was last read or written here; none of the
        /// first reading.
        public var changedKeyPaths: [String] = []

        /// Whether something in what somebody else has changed is odd.
        public var hasOddChanges: Bool { !warnings.about(changedKeyPaths).isEmpty }
    }

    /// Reads the file. When it throws, the last good settings stay.
    @discardableResult
    public func load() throws(ConfigError) -> Loaded {
        try locked { state throws(ConfigError) in
            let (text, reading) = try read()
            guard let settings = reading.settings else {
                throw ConfigError.invalid(path: path, reading.problems)
            }
            state.settings = settings
            let value = text.document.value
            let changed = state.known.map { ChangedKeys.between($0, value) } ?? []
            state.value = value
            state.known = value
            let told = state.told
            state.told = Set(reading.warnings.compactMap(\.state))
            return Loaded(
                settings: settings,
                warnings: reading.warnings.filter { warning in
                    warning.state.map { !told.contains($0) } ?? true
                }, changedKeyPaths: changed)
        }
    }

    // MARK: Writing

    /// Writes when a module was last synced, and nothing else: every other byte stays.
    public func recordLastSync(_ instant: UTCInstant, for module: Module) throws(ConfigError) {
        try locked { state throws(ConfigError) in
            try edit(&state) { text throws(ConfigError) in
                var editor = JSONEditor(text.document)
                let place = ["modules", module.rawValue]
                guard editor.value(at: place)?.object != nil else {
                    throw ConfigError.moduleNotNamed(path: path, module)
                }
                try scanned { () throws(JSONError) in
                    try editor.set(place + ["last_sync"], to: .string(instant.text))
                }
                return (editor.bytes, ())
            }
            if let index = state.settings?.modules.firstIndex(where: { $0.module == module }) {
                state.settings?.modules[index].lastSync = instant
            }
        }
    }

    /// What a patch has done.
    public struct Change: Hashable, Sendable {
        /// What is different now: `modules."Zoho CRM".interval`; empty: nothing was written.
        public let changedKeyPaths: [String]
        /// The new settings.
        public let settings: Settings
        /// What is odd in what was changed.
        public let warnings: [ConfigWarning]
    }

    /// Applies a JSON merge patch (RFC 7396). The result is validated as a whole before anything
    /// is written.
    ///
    /// A secret given as `********`, or as `revealedJSON` shows it, keeps its value and its place. A
    /// new one is sealed where a key is at hand, and plain otherwise, wherever the old one came from;
    /// in the place of a sealed one, a plain one without a key is refused.
    ///
    /// - Parameter createIfMissing: Whether a file that is not there is made, for its owner only
    ///   (0600), who is the folder's where this process may say so.
    @discardableResult
    public func patch(
        _ patch: JSONValue, createIfMissing: Bool = false
    ) throws(ConfigError) -> Change {
        try locked { state throws(ConfigError) in
            let inForce = state.settings?.credentials
            let (change, value) = try edit(
                &state, createIfMissing: createIfMissing, reserve: Self.reserve
            ) { text throws(ConfigError) in
                try patched(text, by: patch, inForce)
            }
            state.settings = change.settings
            state.value = value
            return change
        }
    }

    private func patched(
        _ text: Text, by patch: JSONValue, _ inForce: Credentials?
    ) throws(ConfigError) -> (bytes: [UInt8], result: (Change, JSONValue)) {
        guard case .object(let object) = patch else {
            throw .invalid(path: path, [Self.notAnObject(patch)])
        }
        var wanted = Masking.withoutMasks(object, current: text.document.value)
        // As it was shown: it stays where it is.
        let said = overridden.filter { wanted[$0]?.string == overridingText($0) }
        for key in said { wanted[key] = nil }
        var editor = JSONEditor(text.document)
        var changed = try putSecrets(of: &wanted, into: &editor, text, inForce)
        changed += try scanned { () throws(JSONError) in try editor.apply(wanted) }
        let reading = read(editor.document, text.snapshot)
        guard let settings = reading.settings else {
            throw .invalid(path: path, reading.problems)
        }
        let keys = changed.map(ConfigKeyPath.text)
        let change = Change(
            changedKeyPaths: keys, settings: settings,
            warnings: reading.warnings.about(keys)
                + overridden.filter(keys.contains).map(Self.overridden)
                + said.filter { text.document.value[$0] != patch[$0] }.map(Self.leftToVariable))
        return (editor.bytes, (change, editor.document.value))
    }
}

// MARK: Reading

extension ConfigFile {
    /// The file's text, which is a JSON object.
    struct Text {
        let document: JSONDocument
        /// The file as it was; nil where it is still to be made.
        let snapshot: FileSnapshot?
    }

    /// Reads the file and what it means, good or not.
    func read() throws(ConfigError) -> (text: Text, reading: ConfigReading) {
        let text = try text()
        return (text, read(text.document, text.snapshot))
    }

    func read(_ document: JSONDocument, _ snapshot: FileSnapshot?) -> ConfigReading {
        ConfigReading(
            document, folder: folder, environment: environment, mode: snapshot?.mode ?? 0o600,
            owner: snapshot?.owner, path: path)
    }

    /// Where relative paths in the file start.
    var folder: String {
        PathText.folder(of: PathText.absolute(path, relativeTo: environment.workingFolder))
    }

    func text(createIfMissing: Bool = false) throws(ConfigError) -> Text {
        switch FileSnapshot.read(path, limit: Self.sizeLimit) {
        case .failure(let fault):
            guard createIfMissing, fault.code == ENOENT, let document = try? JSONDocument("{}\n")
            else { throw .unreadable(path: path, fault) }
            return Text(document: document, snapshot: nil)
        case .success(let snapshot):
            let document = try scanned { () throws(JSONError) in
                try JSONDocument(snapshot.bytes)
            }
            guard document.tokens[0].kind == .object else {
                throw .malformed(path: path, Self.notAnObject(document.value))
            }
            return Text(document: document, snapshot: snapshot)
        }
    }

    /// Reads, edits and replaces; again where somebody else wrote in between. What would be too
    /// large to be read again is refused; a file that is nearly so may still become smaller.
    func edit<Result>(
        _ state: inout State, createIfMissing: Bool = false, reserve: Int = 0,
        _ change: (Text) throws(ConfigError) -> (bytes: [UInt8], result: Result)
    ) throws(ConfigError) -> Result {
        for attempt in 0..<Self.tries {
            let text = try text(createIfMissing: createIfMissing)
            let (bytes, result) = try change(text)
            if bytes == text.document.bytes { return result }
            let limit = Self.sizeLimit - reserve
            guard bytes.count <= max(limit, text.document.bytes.count) else {
                throw .tooLarge(path: path, size: bytes.count, limit: limit)
            }
            do throws(FileFault) {
                let outcome =
                    if let old = text.snapshot {
                        try replacer.replace(
                            path, with: bytes, old: old, waits: attempt < Self.patience)
                    } else {
                        try replacer.create(path, with: bytes, waits: attempt < Self.patience)
                    }
                guard outcome == .replaced else { continue }
                note(bytes, after: text.document.value, &state)
                return result
            } catch {
                throw .unwritable(path: path, error)
            }
        }
        throw .unwritable(path: path, .busy)
    }

    /// Takes what was written here into what is known. Only the difference: an edit by hand that
    /// was not read yet is still to be told.
    private func note(_ bytes: [UInt8], after old: JSONValue, _ state: inout State) {
        guard let new = try? JSONDocument(bytes).value else { return }
        state.known = state.known?.merged(with: old.mergePatch(to: new))
    }

    func scanned<Value>(
        _ work: () throws(JSONError) -> Value
    ) throws(ConfigError) -> Value {
        do throws(JSONError) {
            return try work()
        } catch {
            let problem = ConfigProblem(
                keyPath: "", message: error.description,
                hint: "mend the file; nothing is written to it until it can be read",
                line: error.line)
            throw .malformed(path: path, problem)
        }
    }

    private static func notAnObject(_ value: JSONValue) -> ConfigProblem {
        let refusal = Refusal(
            expected: "an object", foundHidden: value, hint: "write the settings in { }")
        return ConfigProblem(keyPath: "", message: refusal.message, hint: refusal.hint)
    }

    /// Runs under the lock. `Mutex` hands typed errors through untyped here, hence the result.
    func locked<Value: Sendable>(
        _ work: (inout State) throws(ConfigError) -> Value
    ) throws(ConfigError) -> Value {
        try state.withLock { (state) -> Result<Value, ConfigError> in
            do throws(ConfigError) {
                return .success(try work(&state))
            } catch {
                return .failure(error)
            }
        }.get()
    }
}
