/// Objects and arrays inside records that are no lines.
enum FinanceChildren {
    static func address(_ context: FinanceContext, zip: String) -> SimulatorValue {
        let number = context.record.number
        return .object([
            .init("attention", ""), .init("address", .string("Main street \(1 + number % 90)")),
            .init("street2", ""),
            .init("city", .string(Words.cities[number % Words.cities.count])), .init("state", ""),
            .init(zip, .string(FinanceText.padded(10_115 + number % 900, 5))),
            .init("country", "Germany"), .init("phone", ""), .init("fax", ""),
        ])
    }

    /// Custom fields of every other type: their values are what the type wants, or text.
    static func customFields(_ context: FinanceContext) -> SimulatorValue {
        let number = context.record.number
        guard number % 3 != 2 else { return [] }
        let day = FinanceText.day(context.record.day + 7)
        let all: [(String, String, String, SimulatorValue)] = [
            ("cf_delivered_on", "Delivered on", "date", .string(day)),
            ("cf_pieces", "Pieces", "number", .string(String(1 + number % 9))),
            ("cf_remark", "Remark", "string", .string("Remark \(number)")),
            ("cf_urgent", "Urgent", "check_box", .bool(number % 2 == 0)),
            ("cf_colours", "Colours", "multiselect", ["red", "blue"]),
            ("cf_deposit", "Deposit", "amount", .number(FinanceText.money(1_050, style: number))),
            ("cf_share", "Share", "percent", "12.5"), ("cf_level", "Level", "dropdown", "gold"),
        ]
        let entries = all.prefix(number % 3 == 0 ? all.count : 3).enumerated().map { place, field in
            customField(field, place: place, context)
        }
        return .array(Array(entries))
    }

    private static func customField(
        _ field: (name: String, label: String, type: String, value: SimulatorValue), place: Int,
        _ context: FinanceContext
    ) -> SimulatorValue {
        let id = SimulatorValue.string(
            String(context.world.product.firstID + 5_887_000 + Int64(place)))
        return [
            "field_id": id, "customfield_id": id, "api_name": .string(field.name),
            "label": .string(field.label), "data_type": .string(field.type),
            "value": field.value, "value_formatted": .string(shown(field.value)),
            "index": .integer(place + 1), "is_active": true, "show_on_pdf": false,
            "show_in_all_pdf": false, "placeholder": .string(field.name),
            "search_entity": .string(context.stream.entity.lowercased()),
            "is_dependent_field": false,
        ]
    }

    /// The text for people under the name, the value under `…_unformatted`.
    static func customFieldHash(_ context: FinanceContext) -> SimulatorValue {
        var members: [SimulatorValue.Member] = []
        for field in customFields(context).elements ?? [] {
            guard let name = field["api_name"]?.text, let value = field["value"] else { continue }
            members.append(.init(name, .string(shown(value))))
            members.append(.init(name + "_unformatted", value))
        }
        return .object(members)
    }

    static func shown(_ value: SimulatorValue) -> String {
        switch value {
        case .string(let text):
            FinanceText.days(text).map {
                FinanceText.shownDay(CivilTime.components(of: Int64($0) * 86_400))
            } ?? text
        case .array(let elements): elements.map(shown).joined(separator: ", ")
        case .number(let text): "€" + text
        case .bool(let flag): flag ? "true" : "false"
        default: ""
        }
    }

    static func contactPersons(_ context: FinanceContext) -> SimulatorValue {
        let number = context.record.number
        return .array(
            (0..<(1 + number % 2)).map { place in
                let first = Words.firstNames[(number + place) % Words.firstNames.count]
                return [
                    "contact_person_id": .string(String(context.record.id + 1 + Int64(place))),
                    "salutation": "", "first_name": .string(first),
                    "last_name": .string(Words.lastNames[number % Words.lastNames.count]),
                    "email": .string("\(Words.ascii(first)).\(number)@example.test"),
                    "phone": "", "mobile": "", "department": "", "designation": "",
                    "is_primary_contact": .bool(place == 0), "is_portal_enabled": false,
                ]
            })
    }

    /// What a payment or a credit was spent on.
    static func applications(
        _ name: String, to stream: String, id: String, applicationID: String
    ) -> FinanceField {
        FinanceField(name, .detail) { context in
            guard context.record.number % 4 != 3 else { return [] }
            let amount = SimulatorValue.number(
                FinanceText.money(context.total / 2, style: context.record.number))
            let day = SimulatorValue.string(FinanceText.day(context.record.day))
            return .array(
                (0..<(1 + context.record.number % 2)).map { place in
                    .object([
                        .init(
                            applicationID,
                            .string(String(context.record.id + 900 + Int64(place)))),
                        .init(id, .string(context.reference(stream, 7 + place))),
                        .init("amount_applied", amount), .init("tax_amount_withheld", 0),
                        .init("date", day), .init("apply_date", day),
                        .init("allow_partial_payments", ""),
                    ])
                })
        }
    }
}

extension FinanceContext {
    /// The time of change; some streams leave it blank at times.
    var modifiedTime: SimulatorValue {
        let everywhere = world.switches.someRowsLackModifiedTime && record.number % 5 == 2
        if everywhere { return record.number % 2 == 0 ? .null : "" }
        if stream.blanksModified, record.number % 3 == 1 { return "" }
        return time(record.modified)
    }
}
