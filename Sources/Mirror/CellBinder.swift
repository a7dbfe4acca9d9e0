import GRDBSQLite
import SyncCore

/// Binds values to a statement's parameters, straight from a batch's arena where they stand there.
///
/// Numbers are bound as their text: the column's affinity turns them into what SQLite can hold
/// exactly, or keeps the text.
struct CellBinder {
    let handle: OpaquePointer

    /// Binds a cell. The arena must outlive the binding.
    func bind(
        _ cell: RowBatch.Cell, kind: StreamSchema.ColumnKind, at index: Int32,
        arena: UnsafeRawBufferPointer
    ) {
        let bytes = UnsafeRawBufferPointer(
            rebasing: arena[Int(cell.start)..<Int(cell.start + cell.length)])
        switch cell.kind {
        case .null, .absent: sqlite3_bind_null(handle, index)
        case .false: sqlite3_bind_int64(handle, index, 0)
        case .true: sqlite3_bind_int64(handle, index, 1)
        case .number where kind == .any:
            // Without affinity the text would stay text.
            let text = String(decoding: bytes, as: UTF8.self)
            if let integer = Int64(text) {
                sqlite3_bind_int64(handle, index, integer)
            } else if let number = Double(text), number.isFinite {
                sqlite3_bind_double(handle, index, number)
            } else {
                bind(text, at: index)
            }
        case .number, .text:
            // An empty buffer may have no address, which SQLite would take for NULL.
            let address = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            guard let address, !bytes.isEmpty else { return bind("", at: index) }
            sqlite3_bind_text(handle, index, address, Int32(bytes.count), nil)
        }
    }

    /// Binds a copy of a text.
    func bind(_ text: String, at index: Int32) {
        // Proof: SQLITE_TRANSIENT is -1 cast to the destructor's type (sqlite3.h), never called.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        sqlite3_bind_text(handle, index, text, Int32(text.utf8.count), transient)
    }

    /// Binds a whole number.
    func bind(_ integer: Int, at index: Int32) {
        sqlite3_bind_int64(handle, index, Int64(integer))
    }
}
