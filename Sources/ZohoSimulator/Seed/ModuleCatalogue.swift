/// The modules of a usual organisation, the odd ones included.
enum ModuleCatalogue {
    typealias Field = SimulatorField

    static let defaultUserID: Int64 = 4_876_876_000_000_225_013
    static let defaultUserReference: SimulatorValue = [
        "name": "Ira Rep", "id": "4876876000000225013", "email": "ira@example.test",
    ]

    /// In the order in which Zoho's metadata lists them.
    static var standard: [SimulatorModule] {
        [
            leads, accounts, contacts, deals, campaigns, tasks, events, calls, products, vendors,
            priceBooks, quotes, salesOrders, purchaseOrders, invoices, cases, solutions, notes,
            attachments, projects, wide,
        ] + subforms + [linking, snapshot] + unusable
    }

    /// Fields that nearly every module has.
    static func common(_ own: [Field]) -> [Field] {
        [Field("Owner", "ownerlookup").with { $0.isRequired = true }] + own + [
            Field("Created_By", "ownerlookup").with { $0.isReadOnly = true },
            Field("Modified_By", "ownerlookup").with { $0.isReadOnly = true },
            stamp("Created_Time"), stamp("Modified_Time"), stamp("Last_Activity_Time"),
            Field("Tag", "text"),
        ]
    }

    static func stamp(_ name: String) -> Field {
        Field(name, "datetime").with { $0.isReadOnly = true }
    }

    static func many(_ type: String, _ names: [String]) -> [Field] {
        names.map { Field($0, type) }
    }

    static func required(_ name: String, _ type: String = "text") -> Field {
        Field(name, type).with { $0.isRequired = true }
    }

    static let description = Field("Description", "textarea")

    static let users = SimulatorModule(
        "Users", displayField: "full_name",
        fields: [
            Field("first_name", "text"), Field("last_name", "text"), Field("full_name", "text"),
            Field("email", "email"), Field("status", "text"), Field("confirm", "boolean"),
            Field("role", "lookup"), Field("profile", "lookup"), Field("time_zone", "text"),
            Field("country_locale", "text"), Field("created_time", "datetime"),
            Field("Modified_Time", "datetime"),
        ])
}
