import ArgumentParser
import SyncCore

extension ArgumentHelp {
    /// What every argument says that names one module.
    static var module: ArgumentHelp { "crm, books, inventory, invoice, or a full name." }
}

extension CompletionKind {
    /// The modules by their short names, which need no quotation marks.
    static var modules: CompletionKind { .list(Module.allCases.map(\.shortName)) }
}
