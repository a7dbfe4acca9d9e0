/// What the finance products hold and how they are set; guarded by the simulator's lock.
struct FinanceState: Sendable {
    private(set) var worlds: [FinanceProduct: FinanceWorld] = [:]
    var tables: [FinanceKey: FinanceTable] = [:]
    var filters: [FinanceKey: FinanceModifiedFilter] = [:]
    var sortColumns: [FinanceKey: Set<String>] = [:]
    var unavailable: Set<FinanceKey> = []
    var ration = FinanceRation()
    var inFlight = 0
    let switches: ZohoSimulator.Switches

    init(configuration: ZohoSimulator.Configuration) {
        switches = configuration.switches
        let zone = OrganizationZone(
            identifier: configuration.financeOrganizations.first?.timeZone
                ?? configuration.organizationTimeZone)
        for product in FinanceProduct.allCases {
            worlds[product] = FinanceWorld(
                product: product, zone: zone, switches: configuration.switches)
            for stream in FinanceCatalogue.streams(of: product) {
                tables[FinanceKey(product: product, stream: stream.name)] = FinanceTable()
            }
        }
    }

    func world(_ product: FinanceProduct) -> FinanceWorld {
        worlds[product]
            ?? FinanceWorld(
                product: product, zone: OrganizationZone(identifier: "UTC"), switches: switches)
    }

    mutating func changeWorld(_ product: FinanceProduct, _ change: (inout FinanceWorld) -> Void) {
        var world = world(product)
        change(&world)
        worlds[product] = world
    }

    /// The stream as it answers now: the catalogue's, bent by switches and by the test.
    func stream(_ key: FinanceKey) -> FinanceStream? {
        guard var stream = FinanceCatalogue.stream(key.stream, of: key.product) else { return nil }
        FinanceKeyQuirks.apply(switches, to: &stream)
        if let filter = filters[key] { stream.modifiedFilter = filter }
        if let columns = sortColumns[key] {
            stream.sortColumns = columns
            stream.ignoresAscending = false
        }
        if stream.name == "contacts" {
            stream.hidesInactive = switches.hidesInactiveContacts
        } else if switches.hidesInactiveEverywhere, stream.statuses.contains("inactive") {
            stream.hidesInactive = true
        }
        return stream
    }
}
