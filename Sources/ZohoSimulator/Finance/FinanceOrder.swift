/// The order of a list: places of rows, sorted by a column and by id within ties.
struct FinanceOrder {
    let query: FinanceListQuery
    let renderer: FinanceRenderer

    func places(_ records: [FinanceRecord]) -> [Int32] {
        let places = records.indices.filter { query.matches(records[$0], renderer) }
            .map(Int32.init)
        let sorted: [Int32]
        switch query.sortColumn {
        case renderer.stream.idField: sorted = places
        case "created_time": sorted = ordered(places) { records[$0].created }
        case "last_modified_time": sorted = ordered(places) { records[$0].modified }
        case renderer.stream.dateField: sorted = ordered(places) { Int64(records[$0].day) }
        default: sorted = byValue(places, records)
        }
        return query.ascending ? sorted : sorted.reversed()
    }

    private func ordered(_ places: [Int32], _ key: (Int) -> Int64) -> [Int32] {
        let keyed = places.map { (key(Int($0)), $0) }
        return keyed.sorted { $0 < $1 }.map(\.1)
    }

    private func byValue(_ places: [Int32], _ records: [FinanceRecord]) -> [Int32] {
        let keyed = places.map { place -> (number: Double, text: String, place: Int32) in
            switch renderer.value(query.sortColumn, of: records[Int(place)]) {
            case .number(let text): (Double(text) ?? 0, "", place)
            case .string(let text): (0, text.lowercased(), place)
            default: (0, "", place)
            }
        }
        return keyed.sorted { $0 < $1 }.map(\.place)
    }
}
