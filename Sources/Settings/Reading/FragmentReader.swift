import SyncCore

/// The first step's reader: one line per key of the contract.
enum FragmentReader {
    /// What a document says. Its root must be an object.
    static func read(
        _ document: JSONDocument, folder: String, notes: inout ConfigNotes
    ) -> ConfigFragment {
        var fragment = ConfigFragment()
        var root = ObjectReader(document, LineIndex(document.bytes), token: 0, keyPath: "")
        fragment.enabled = root.read("enabled", &notes, ConfigValue.boolean)
        fragment.dataCenter = root.read("data_center", &notes, ConfigValue.dataCenter)
        fragment.accountsServer = root.read(
            "accounts_server", &notes, nullable: true, ConfigValue.server)
        fragment.apiDomain = root.read("api_domain", &notes, nullable: true, ConfigValue.server)
        fragment.caBundle = root.read("ca_bundle", &notes, nullable: true) {
            value throws(Refusal) in try ConfigValue.file(value, folder: folder)
        }
        fragment.organizationID = root.read(
            "organization_id", &notes, nullable: true, ConfigValue.identifier)
        fragment.clientID = root.read("client_id", &notes, ConfigValue.clientID)
        fragment.clientSecret = root.read("client_secret", &notes, SecretSource.parse)
        fragment.refreshToken = root.read("refresh_token", &notes, SecretSource.parse)
        fragment.databasePath = root.read("database", &notes) { value throws(Refusal) in
            try ConfigValue.database(value, folder: folder)
        }
        if let modules = root.object("modules", &notes, expected: "an object of modules") {
            fragment.modules = readModules(modules, notes: &notes)
        }
        root.finish(&notes)
        return fragment
    }

    private static func readModules(
        _ reader: ObjectReader, notes: inout ConfigNotes
    ) -> [ModuleFragment] {
        var reader = reader
        var modules: [ModuleFragment] = []
        for name in reader.names {
            guard let module = Module(rawValue: name) else {
                let names = Module.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
                let meant = Module(named: name).map { "write \"\($0.rawValue)\"" }
                let refusal = Refusal(
                    "unknown module, expected one of \(names)",
                    hint: meant ?? "write one of the four names, or remove the module")
                reader.refuse(name, refusal, &notes)
                continue
            }
            if var member = reader.object(name, &notes, expected: "an object") {
                modules.append(readModule(module, &member, notes: &notes))
            }
        }
        reader.finishDoubles(&notes)
        return modules
    }

    private static func readModule(
        _ module: Module, _ reader: inout ObjectReader, notes: inout ConfigNotes
    ) -> ModuleFragment {
        var fragment = ModuleFragment(module: module)
        fragment.enabled = reader.read("enabled", &notes, ConfigValue.boolean)
        fragment.lastSync = reader.read("last_sync", &notes, nullable: true, ConfigValue.instant)
        fragment.description = reader.read("description", &notes, ConfigValue.text)
        fragment.interval = reader.read("interval", &notes, ConfigValue.duration)
        fragment.organizationID = reader.read(
            "organization_id", &notes, nullable: true, ConfigValue.identifier)
        let streams = reader.object(
            "streams", &notes, expected: "an object with include or exclude", nullable: true)
        if var streams {
            fragment.include = streams.read("include", &notes, ConfigValue.patterns)
            fragment.exclude = streams.read("exclude", &notes, ConfigValue.patterns)
            streams.finish(&notes)
        }
        fragment.dailyAPICalls = reader.read(
            "daily_api_calls", &notes, nullable: true, ConfigValue.positive)
        fragment.callsPerMinute = reader.read(
            "calls_per_minute", &notes, nullable: true, ConfigValue.positive)
        fragment.concurrency = reader.read("concurrency", &notes, ConfigValue.positive)
        fragment.fullSweep = reader.read("full_sweep", &notes, ConfigValue.duration)
        reader.finish(&notes)
        return fragment
    }
}
