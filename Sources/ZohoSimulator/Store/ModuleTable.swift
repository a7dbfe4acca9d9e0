/// The records of one module with the two orders in which they are read.
struct ModuleTable: Sendable {
    var module: SimulatorModule
    /// Every field there ever was; a record's JSON follows these positions.
    private(set) var fields: [SimulatorField]
    private var removed: Set<Int> = []
    private var positions: [String: Int] = [:]

    private(set) var records: [Record] = []
    private var freeSlots: [Int32] = []
    private var slots: [Int64: Int32] = [:]
    /// Slots in the order of ids.
    private(set) var byID: [Int32] = []
    /// Slots in the order of `Modified_Time`, ties by id.
    private(set) var byModified: [Int32] = []
    private(set) var convertedCount = 0
    var graves: [Grave] = []

    init(_ module: SimulatorModule) {
        self.module = module
        fields = module.fields
        for (position, field) in fields.enumerated() { positions[field.apiName] = position }
    }

    var count: Int { byID.count }
    var hasModifiedTime: Bool { position(of: "Modified_Time") != nil }

    /// The fields there are now.
    var liveFields: [SimulatorField] {
        fields.indices.filter { !removed.contains($0) }.map { fields[$0] }
    }

    var livePositions: [Int] { fields.indices.filter { !removed.contains($0) } }

    func position(of apiName: String) -> Int? {
        positions[apiName]
    }

    mutating func addField(_ field: SimulatorField) {
        positions[field.apiName] = fields.count
        fields.append(field)
    }

    mutating func removeField(_ apiName: String) {
        guard let position = positions.removeValue(forKey: apiName) else { return }
        removed.insert(position)
    }

    func record(_ id: Int64) -> Record? {
        slots[id].map { records[Int($0)] }
    }

    func slot(of id: Int64) -> Int32? { slots[id] }

    mutating func reserve(_ count: Int) {
        records.reserveCapacity(count)
        slots.reserveCapacity(count)
        byID.reserveCapacity(count)
        byModified.reserveCapacity(count)
    }

    mutating func insert(_ record: Record) {
        guard slots[record.id] == nil else { return replace(record) }
        let slot: Int32
        if let free = freeSlots.popLast() {
            slot = free
            records[Int(slot)] = record
        } else {
            slot = Int32(records.count)
            records.append(record)
        }
        slots[record.id] = slot
        if record.isConverted { convertedCount += 1 }
        if let last = byID.last, records[Int(last)].id > record.id {
            byID.insert(slot, at: firstByID(from: record.id))
        } else {
            byID.append(slot)
        }
        insertByModified(slot)
    }

    mutating func replace(_ record: Record) {
        guard let slot = slots[record.id] else { return }
        let old = records[Int(slot)]
        if old.isConverted != record.isConverted { convertedCount += record.isConverted ? 1 : -1 }
        guard old.modified != record.modified else {
            records[Int(slot)] = record
            return
        }
        byModified.remove(at: placeByModified(old.modified, old.id))
        records[Int(slot)] = record
        insertByModified(slot)
    }

    mutating func remove(_ id: Int64) -> Record? {
        guard let slot = slots.removeValue(forKey: id) else { return nil }
        let record = records[Int(slot)]
        byID.remove(at: firstByID(from: id))
        byModified.remove(at: placeByModified(record.modified, id))
        records[Int(slot)] = Record(id: 0, created: 0, modified: 0)
        freeSlots.append(slot)
        if record.isConverted { convertedCount -= 1 }
        return record
    }

    /// The first place in `byModified` at or behind an instant.
    func firstModified(from instant: Instant) -> Int { placeByModified(instant, .min) }

    private mutating func insertByModified(_ slot: Int32) {
        let record = records[Int(slot)]
        if let last = byModified.last {
            let end = records[Int(last)]
            if (end.modified, end.id) > (record.modified, record.id) {
                byModified.insert(slot, at: placeByModified(record.modified, record.id))
                return
            }
        }
        byModified.append(slot)
    }

    private func placeByModified(_ modified: Instant, _ id: Int64) -> Int {
        firstIndex(of: byModified) { ($0.modified, $0.id) >= (modified, id) }
    }

    private func firstByID(from id: Int64) -> Int { firstIndex(of: byID) { $0.id >= id } }

    /// Binary search for the first slot whose record passes.
    private func firstIndex(of order: [Int32], where passes: (Record) -> Bool) -> Int {
        var low = 0
        var high = order.count
        while low < high {
            let middle = (low + high) / 2
            if passes(records[Int(order[middle])]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
