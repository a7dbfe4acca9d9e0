/// Cuts a module's fields into as many requests as Zoho's limits demand: at most 50 names and 1,024
/// characters each (Zoho CRM API v8, Get Records, `fields`). Every slice names the id and the time
/// of modification, so that its rows can be put together with those of the others.
struct FieldSlices {
    static let maximumCount = 50
    static let maximumLength = 1024

    /// The `fields` parameter of each request; at least one.
    static func cut(_ fields: [String], modifiedField: String?) -> [String] {
        let common = ["id"] + (modifiedField.map { [$0] } ?? [])
        let others = fields.filter { !common.contains($0) }
        var slices: [[String]] = []
        var slice = common
        var length = common.joined(separator: ",").utf8.count
        for field in others {
            let longer = length + 1 + field.utf8.count
            if slice.count == maximumCount || longer > maximumLength {
                slices.append(slice)
                slice = common
                length = common.joined(separator: ",").utf8.count
            }
            slice.append(field)
            length += 1 + field.utf8.count
        }
        // A request for the id alone is refused, but then there is nothing but ids to read.
        if slice.count > common.count || slices.isEmpty { slices.append(slice) }
        return slices.map { $0.joined(separator: ",") }
    }
}
