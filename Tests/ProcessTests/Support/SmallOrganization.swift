import ZohoSimulator

extension ZohoSimulator.DataSet {
    /// Three modules of a few records: for tests that are about something else.
    static var small: Self {
        .custom([
            .init("Leads", displayField: "Last_Name", fields: person([.init("Company", "text")])),
            .init(
                "Contacts", displayField: "Last_Name",
                fields: person([.lookup("Account_Name", "Accounts")])),
            .init(
                "Rates", scope: "custom", displayField: "Name",
                fields: [.init("Name", "text"), .init("Rate", "double")]
            ).with { $0.generatedType = "custom" },
        ])
    }

    private static func person(
        _ own: [ZohoSimulator.FieldDefinition]
    ) -> [ZohoSimulator.FieldDefinition] {
        ZohoSimulator.ModuleDefinition.standardFields(
            [
                .init("Last_Name", "text"), .init("Email", "email"), .init("Score", "integer"),
                .init("Revenue", "currency"), .init("Opted_Out", "boolean"),
                .init("Met_On", "date"), .init("Met_At", "datetime"),
            ] + own)
    }
}

extension ZohoSimulator {
    /// Rows for the small organisation, modified in the past, a minute apart.
    func fillSmall() {
        clock.advance(bySeconds: -86_400)
        for row in 0..<12 {
            clock.advance(bySeconds: 60)
            create(
                module: "Leads",
                ["Last_Name": .string("Lead \(row)"), "Company": "Größe & Co", "Score": 7])
            create(
                module: "Contacts",
                [
                    "Last_Name": .string("Contact \(row)"), "Revenue": .number("12345.67"),
                    "Opted_Out": true, "Met_On": "2026-02-28",
                    "Met_At": "2026-02-28T10:00:00+01:00",
                    "Account_Name": ["name": "Acme", "id": "4876876000000900001"],
                ])
        }
        create(module: "Rates", ["Name": "EUR", "Rate": .number("1.00")])
        create(module: "Rates", ["Name": "USD", "Rate": .number("1.17")])
        clock.advance(bySeconds: 86_400 - 12 * 60)
    }

    /// How many requests it takes to list a module's fields, at most 50 at a time.
    func slices(of module: String) -> Int {
        let system = module == "Leads" ? 1 : 0
        return (fields(of: module).count + system + 49) / 50
    }

    /// The calls so far to paths that contain a text.
    func calls(_ text: String) -> [LoggedRequest] {
        requests.filter { $0.path.contains(text) }
    }
}
