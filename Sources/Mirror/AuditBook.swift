import GRDB
public import SyncCore

/// The audit's table and rows.
enum AuditBook {
    /// Entries are added, and taken away when they are a year old; nothing else. (What holds the
    /// daemon's user or root back it is not: it keeps mistakes and other programs out.)
    static let tables = """
        CREATE TABLE zohosync_audit (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at TEXT NOT NULL,
            uid INTEGER,
            gid INTEGER,
            pid INTEGER,
            user TEXT,
            action TEXT NOT NULL,
            keys TEXT NOT NULL,
            request TEXT,
            result TEXT NOT NULL,
            code TEXT,
            repeats INTEGER NOT NULL
        );
        CREATE INDEX zohosync_audit_action ON zohosync_audit (action, id);
        CREATE INDEX zohosync_audit_at ON zohosync_audit (at);
        CREATE TRIGGER zohosync_audit_stays BEFORE UPDATE ON zohosync_audit BEGIN
            SELECT RAISE(ABORT, 'the audit is never changed');
        END;
        CREATE TRIGGER zohosync_audit_is_kept BEFORE DELETE ON zohosync_audit
        WHEN OLD.at >= strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-365 days') BEGIN
            SELECT RAISE(ABORT, 'the audit is kept for a year');
        END;
        -- INSERT OR REPLACE deletes without asking the trigger above. A number that is not given is
        -- not defined here (SQLite, "CREATE TRIGGER"), so that it has to be given.
        CREATE TRIGGER zohosync_audit_grows BEFORE INSERT ON zohosync_audit
        WHEN NEW.id IS NOT \(nextID) BEGIN
            SELECT RAISE(ABORT, 'the audit is never changed');
        END;
        """

    /// The number of the next entry. What was forgotten counts, too, and the table itself where
    /// somebody has changed SQLite's own count.
    private static let nextID = """
        max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'zohosync_audit'), 0),
            coalesce((SELECT max(id) FROM zohosync_audit), 0)) + 1
        """

    static func insert(_ entry: AuditEntry, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO zohosync_audit
                    (id, at, uid, gid, pid, user, action, keys, request, result, code, repeats)
                VALUES (\(nextID), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                entry.at.text, entry.caller.map { Int64($0.uid) },
                entry.caller.map { Int64($0.gid) }, entry.caller?.pid, entry.user,
                entry.action.rawValue, JSONValue.array(entry.keys.map(JSONValue.string)).text,
                entry.request, entry.result.rawValue, entry.code, entry.repeats,
            ])
    }

    /// The entry of a row; nil for one of a version that knows more, or that somebody has spoilt.
    static func entry(_ row: Row) -> AuditEntry? {
        // A column's type binds nobody, and a value of another one ends the process where it is taken
        // as it should be.
        func value<Value: DatabaseValueConvertible>(_ column: String) -> Value? {
            Value.fromDatabaseValue(row[column])
        }
        guard let at = value("at").flatMap({ UTCInstant($0 as String) }),
            let action = value("action").flatMap(AuditEntry.Action.init(rawValue:)),
            let result = value("result").flatMap(AuditEntry.Result.init(rawValue:))
        else { return nil }
        let uid: UInt32? = value("uid")
        let keys = value("keys").flatMap { try? JSONDocument($0 as String).value }?.array ?? []
        return AuditEntry(
            id: row["id"], at: at,
            caller: uid.map {
                Caller(uid: $0, gid: value("gid") ?? .max, pid: value("pid") ?? 0)
            },
            user: value("user"), action: action, keys: keys.compactMap(\.string),
            request: value("request"), result: result, code: value("code"),
            repeats: value("repeats") ?? 1)
    }
}

extension SQLiteMirror: AuditStore {
    /// Keeps an entry, whatever becomes of the task that asks for it.
    public func appendAudit(_ entry: AuditEntry) async throws(SyncFailure) {
        try await writeForGood("keep the audit") { try AuditBook.insert(entry, $0) }
    }

    /// Entries, newest first.
    public func auditEntries(
        action: AuditEntry.Action?, before: Int?, limit: Int
    ) async throws(SyncFailure) -> [AuditEntry] {
        try await read("read the audit") { db in
            // An index answers either, where one statement for both would read them all.
            let condition = action == nil ? "" : "action = ? AND"
            let arguments: [(any DatabaseValueConvertible)?] =
                (action.map { [$0.rawValue] } ?? []) + [before ?? .max, limit]
            return try Row.fetchAll(
                db,
                sql: "SELECT * FROM zohosync_audit WHERE \(condition) id < ? ORDER BY id DESC "
                    + "LIMIT ?", arguments: StatementArguments(arguments)
            ).compactMap(AuditBook.entry)
        }
    }

    /// Forgets entries from before an instant.
    public func purgeAudit(before: UTCInstant) async throws(SyncFailure) {
        try await writeToTheEnd("purge the audit") { db in
            try db.execute(
                sql: "DELETE FROM zohosync_audit WHERE at < ?", arguments: [before.text])
        }
    }
}
