public import SyncCore
import Synchronization

/// The configuration file: read whole, written with care.
///
/// Every call reads the file anew, so an edit by hand is never lost, and holds one lock from the
/// reading to the rename, so two writers of this process cannot undo each other's work.
public final class ConfigFile: Sendable {
    /// The file's path as it was given.
    public let path: String

    private let environment: ConfigEnvironment
    private let replacer: FileReplacer
    private let state = Mutex(State())

    private struct State {
        var settings: Settings?
        var value: JSONValue?
        /// What is in the file as far as it was taken up or written here; the rest is others' doing.
        var known: JSONValue?
    }

    /// A file of at most this many bytes is read; a real one has a few thousand.
    static let sizeLimit = 1024 * 1024

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
        /// What is odd in the file.
        public let warnings: [ConfigWarning]
        /// What somebody else has changed in it since it was last read or written here; none of the
        /// first reading.
        public var changedKeyPaths: [String] = []
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
            return Loaded(
                settings: settings, warnings: reading.warnings, changedKeyPaths: changed)
        }
    }

    // MARK: Writing

    /// Writes when a module was last synced, and nothing else: every other byte stays.
    public func recordLastSync(_ instant: UTCInstant, for module: Module) throws(ConfigError) {
        try locked { state throws(ConfigError) in
            try edit { text throws(ConfigError) in
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
            // A merge, as an edit by hand that was not read yet is still to be told.
            state.known = state.known?.merged(
                with: ["modules": [module.rawValue: ["last_sync": .string(instant.text)]]])
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
        /// What is odd in them.
        public let warnings: [ConfigWarning]
    }

    /// Applies a JSON merge patch (RFC 7396). A secret given as `********` keeps its value. The
    /// result is validated as a whole before anything is written.
    @discardableResult
    public func patch(_ patch: JSONValue) throws(ConfigError) -> Change {
        try locked { state throws(ConfigError) in
            let (change, value, written) = try edit { text throws(ConfigError) in
                try patched(text, by: patch)
            }
            state.settings = change.settings
            state.value = value
            state.known = state.known?.merged(with: written)
            return change
        }
    }

    private func patched(
        _ text: Text, by patch: JSONValue
    ) throws(ConfigError) -> (
        bytes: [UInt8], result: (Change, JSONValue, JSONValue)
    ) {
        guard case .object(let object) = patch else {
            throw .invalid(path: path, [Self.notAnObject(patch)])
        }
        var editor = JSONEditor(text.document)
        let wanted = Masking.withoutMasks(object, current: text.document.value)
        let changed = try scanned { () throws(JSONError) in try editor.apply(wanted) }
        let reading = read(editor.document, text.snapshot)
        guard let settings = reading.settings else {
            throw .invalid(path: path, reading.problems)
        }
        let change = Change(
            changedKeyPaths: changed.map(ConfigKeyPath.text), settings: settings,
            warnings: reading.warnings)
        return (editor.bytes, (change, editor.document.value, .object(wanted)))
    }

    // MARK: Showing

    /// The configuration as it is in the file, every secret replaced by `********`. While the file
    /// is broken, as it was last good.
    public func maskedJSON() throws(ConfigError) -> JSONValue {
        Masking.masked(try revealedJSON())
    }

    /// The configuration as it is in the file, plain secrets in clear, references as references.
    /// While the file is broken, as it was last good.
    public func revealedJSON() throws(ConfigError) -> JSONValue {
        try locked { state throws(ConfigError) in
            do throws(ConfigError) {
                let value = try text().document.value
                state.value = value
                return value
            } catch {
                guard let value = state.value else { throw error }
                return value
            }
        }
    }
}

// MARK: Reading

extension ConfigFile {
    /// The file's text, which is a JSON object.
    struct Text {
        let document: JSONDocument
        let snapshot: FileSnapshot
    }

    /// Reads the file and what it means, good or not.
    func read() throws(ConfigError) -> (text: Text, reading: ConfigReading) {
        let text = try text()
        return (text, read(text.document, text.snapshot))
    }

    private func read(_ document: JSONDocument, _ snapshot: FileSnapshot) -> ConfigReading {
        let absolute = PathText.absolute(path, relativeTo: environment.workingFolder)
        return ConfigReading(
            document, folder: PathText.folder(of: absolute), environment: environment,
            mode: snapshot.mode, path: path)
    }

    private func text() throws(ConfigError) -> Text {
        switch FileSnapshot.read(path, limit: Self.sizeLimit) {
        case .failure(let fault): throw .unreadable(path: path, fault)
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

    /// Reads, edits and replaces; again where somebody else wrote in between.
    private func edit<Result>(
        _ change: (Text) throws(ConfigError) -> (bytes: [UInt8], result: Result)
    ) throws(ConfigError) -> Result {
        for _ in 0..<8 {
            let text = try text()
            let (bytes, result) = try change(text)
            if bytes == text.document.bytes { return result }
            do throws(FileFault) {
                let outcome = try replacer.replace(path, with: bytes, old: text.snapshot)
                if outcome == .replaced { return result }
            } catch {
                throw .unwritable(path: path, error)
            }
        }
        throw .unwritable(
            path: path, FileFault("replace it", reason: "it changes all the time"))
    }

    private func scanned<Value>(
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
    private func locked<Value: Sendable>(
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
