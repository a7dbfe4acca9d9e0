import GRDB

/// The daemon's own tables. The streams' tables follow Zoho's metadata instead.
let mirrorMigrations: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1: streams, runs, tombstones, sweep") { db in
        try db.execute(
            sql: """
                CREATE TABLE zohosync_streams (
                    stream TEXT PRIMARY KEY NOT NULL,
                    module TEXT NOT NULL,
                    zoho_name TEXT NOT NULL,
                    schema TEXT NOT NULL,
                    cursor TEXT,
                    rows INTEGER NOT NULL DEFAULT 0,
                    last_sync TEXT,
                    last_sweep TEXT,
                    last_error TEXT,
                    details_pending INTEGER NOT NULL DEFAULT 0
                );
                CREATE TABLE zohosync_runs (
                    id TEXT PRIMARY KEY NOT NULL,
                    module TEXT NOT NULL,
                    mode TEXT NOT NULL,
                    trigger TEXT NOT NULL,
                    state TEXT NOT NULL,
                    started_at TEXT,
                    finished_at TEXT,
                    records_read INTEGER NOT NULL,
                    upserted INTEGER NOT NULL,
                    deleted INTEGER NOT NULL,
                    api_calls INTEGER NOT NULL,
                    streams TEXT NOT NULL,
                    error TEXT
                );
                -- Zoho's list of deleted records as it was last read: what leaves it may live again.
                CREATE TABLE zohosync_tombstones (
                    stream TEXT NOT NULL,
                    id TEXT NOT NULL,
                    deleted_at TEXT NOT NULL,
                    permanent INTEGER NOT NULL,
                    PRIMARY KEY (stream, id)
                ) WITHOUT ROWID;
                -- The records that a sweep under way has met.
                CREATE TABLE zohosync_sweep (
                    stream TEXT NOT NULL,
                    id TEXT NOT NULL,
                    PRIMARY KEY (stream, id)
                ) WITHOUT ROWID;
                """)
    }
    migrator.registerMigration("2: details, rations") { db in
        try db.execute(
            sql: """
                -- The records whose details are still to be read.
                CREATE TABLE zohosync_details (
                    stream TEXT NOT NULL,
                    id TEXT NOT NULL,
                    newest TEXT NOT NULL,
                    failures INTEGER NOT NULL DEFAULT 0,
                    retry_at TEXT,
                    PRIMARY KEY (stream, id)
                ) WITHOUT ROWID;
                -- All columns, so that debts that wait are passed over within the index.
                CREATE INDEX zohosync_details_newest
                ON zohosync_details (stream, newest DESC, id, failures, retry_at);
                CREATE TRIGGER zohosync_details_incurred AFTER INSERT ON zohosync_details BEGIN
                    UPDATE zohosync_streams SET details_pending = details_pending + 1
                    WHERE stream = NEW.stream;
                END;
                CREATE TRIGGER zohosync_details_settled AFTER DELETE ON zohosync_details BEGIN
                    UPDATE zohosync_streams SET details_pending = details_pending - 1
                    WHERE stream = OLD.stream;
                END;
                -- The day's calls as they were last counted.
                CREATE TABLE zohosync_rations (
                    key TEXT PRIMARY KEY NOT NULL,
                    state TEXT NOT NULL
                );
                """)
    }
    migrator.registerMigration("3: audit") { try $0.execute(sql: AuditBook.tables) }
    return migrator
}()

/// An identifier in a statement.
func quoted(_ name: String) -> String {
    "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
        + "\""
}
