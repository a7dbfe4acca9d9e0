/// Fills a new organisation.
enum Seeder {
    static func fill(_ state: inout SimulatorState, now: Instant) {
        makeUsers(&state, now: now)
        switch state.configuration.dataSet {
        case .custom(let modules):
            for module in modules { state.addModule(module) }
        case .empty:
            for module in ModuleCatalogue.standard { state.addModule(module) }
        case .demo:
            for module in ModuleCatalogue.standard { state.addModule(module) }
            var seed = DataSeed(state: state, now: now, seed: 20_261_122, isNasty: false)
            seed.fill(demoCounts)
            state = seed.state
        case .hurtful(let number):
            for module in ModuleCatalogue.standard { state.addModule(module) }
            // The first ids are short ones of an old organisation: as text they sort last.
            state.nextID = 7_000_000_000_310_001
            var seed = DataSeed(state: state, now: now, seed: number, isNasty: true)
            seed.fill(hurtfulCounts)
            seed.addCrowds()
            state = seed.state
        case .bulk(let records, let fields, let number):
            BulkSeed(records: records, fieldCount: fields, seed: number).fill(&state, now: now)
        }
    }

    private static let demoCounts = [
        ("Vendors", 20), ("Products", 60), ("Accounts", 120), ("Contacts", 240),
        ("Campaigns", 15), ("Leads", 300), ("Deals", 160), ("Tasks", 150), ("Events", 60),
        ("Calls", 80), ("Price_Books", 5), ("Quotes", 40), ("Sales_Orders", 30),
        ("Purchase_Orders", 15), ("Invoices", 40), ("Cases", 40), ("Solutions", 15),
        ("Notes", 60), ("Attachments", 10), ("Projects_X", 30), ("Currencies_X", 8),
        ("Deals_X_Products", 30),
    ]

    private static let hurtfulCounts = [
        ("Vendors", 5), ("Products", 30), ("Accounts", 60), ("Contacts", 90), ("Campaigns", 5),
        ("Leads", 260), ("Deals", 120), ("Tasks", 40), ("Events", 30), ("Calls", 30),
        ("Price_Books", 6), ("Quotes", 25), ("Sales_Orders", 15), ("Purchase_Orders", 10),
        ("Invoices", 15), ("Cases", 25), ("Solutions", 10), ("Notes", 20), ("Attachments", 5),
        ("Projects_X", 45), ("Wide_Records", 230), ("Currencies_X", 12), ("Deals_X_Products", 20),
    ]

    private static func makeUsers(_ state: inout SimulatorState, now: Instant) {
        let people: [(Int64, String, String, String, Bool, String)] = [
            (ModuleCatalogue.defaultUserID, "Ira", "Rep", "active", true, "Administrator"),
            (4_876_876_000_000_225_015, "Noor", "Śliwa", "active", true, "Standard"),
            (4_876_876_000_000_225_017, "Old", "Hand", "disabled", true, "Standard"),
            (4_876_876_000_000_225_019, "New", "Invitee", "active", false, "Standard"),
        ]
        for (id, first, last, status, isConfirmed, profile) in people {
            _ = state.createUser(
                [
                    "id": .string(String(id)), "first_name": .string(first),
                    "last_name": .string(last), "full_name": .string("\(first) \(last)"),
                    "email": .string("\(first.lowercased())@example.test"),
                    "status": .string(status), "confirm": .bool(isConfirmed),
                    "role": .reference(name: "CEO", id: "4876876000000026005"),
                    "profile": .reference(name: profile, id: "4876876000000026011"),
                    "time_zone": .string(state.encoder.zone.identifier),
                    "country_locale": "de",
                ], now: now - 90 * 86_400)
        }
    }
}
