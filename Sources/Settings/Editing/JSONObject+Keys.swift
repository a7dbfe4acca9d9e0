import SyncCore

/// An object's members by their keys, for those who look many of them up: one key after the other
/// costs the square of their number.
extension JSONObject {
    /// The values by key. Of a doubled key the last one counts.
    var byKey: [String: JSONValue] {
        Dictionary(members.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    }

    /// The members that count: of a doubled key the last one, in the place of the first.
    var distinct: [Member] {
        var places: [String: Int] = [:]
        var distinct: [Member] = []
        for member in members {
            if let place = places[member.key] {
                distinct[place].value = member.value
            } else {
                places[member.key] = distinct.count
                distinct.append(member)
            }
        }
        return distinct
    }
}
