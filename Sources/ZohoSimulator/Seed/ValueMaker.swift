/// Makes believable values for fields, the same for the same seed.
struct ValueMaker {
    typealias Reference = (id: Int64, name: String)

    var random: SeededRandom
    let zone: OrganizationZone
    let now: Instant
    /// What lookups may point at.
    var references: [String: [Reference]] = [:]
    /// Odd text, long text, exact money, many nulls.
    let isNasty: Bool

    mutating func values(for module: SimulatorModule, row: Int) -> [String: SimulatorValue] {
        var values: [String: SimulatorValue] = [:]
        let first = random.pick(Words.firstNames)
        let last =
            isNasty && row % 5 == 0
            ? Words.nasty[row / 5 % Words.nasty.count] : random.pick(Words.lastNames)
        for field in module.fields {
            values[field.apiName] = value(for: field, row: row, first: first, last: last)
        }
        if values["$se_module"] != nil, case .object? = values["What_Id"] {
            values["$se_module"] = "Deals"
        }
        return values
    }

    private mutating func value(
        for field: SimulatorField, row: Int, first: String, last: String
    ) -> SimulatorValue {
        switch field.apiName {
        case "Created_Time", "Modified_Time", "Converted__s", "Converted_Date_Time",
            "Converted_Account", "Converted_Contact", "Converted_Deal", "Parent_Id":
            return field.emptyValue
        case "Owner", "Created_By", "Modified_By": return owner()
        case "Last_Name": return .string(last)
        case "First_Name": return random.once(in: 9) ? .null : .string(first)
        case "Full_Name": return .string("\(first) \(last)")
        case "Email", "Secondary_Email":
            return random.once(in: 7)
                ? .null : .string("\(Words.ascii(first)).\(row)@example.test")
        case "Company": return .string(company(row))
        case "Account_Name" where field.dataType == "text": return .string(company(row))
        case "Campaign_Name", "Price_Book_Name":
            return .string("\(random.pick(Words.companies)) \(row)")
        case "Vendor_Name" where field.dataType == "text":
            return .string("\(random.pick(Words.companies)) \(row)")
        case "Deal_Name", "Subject", "Event_Title", "Name", "Note_Title", "Solution_Title",
            "Title":
            return .string("\(random.pick(Words.subjects)) \(row)")
        case "Product_Name" where field.dataType == "text":
            return .string("\(random.pick(Words.products)) \(row)")
        case "City", "Billing_City", "Mailing_City": return .string(random.pick(Words.cities))
        case "Tag":
            return random.once(in: 6)
                ? [["name": "vip", "id": "4876876000000440001", "color_code": "#AABBCC"]] : []
        default:
            if !field.isRequired, field.dataType != "boolean", random.once(in: isNasty ? 3 : 5) {
                return field.emptyValue
            }
            return value(ofType: field.returnType ?? field.dataType, field, row: row)
        }
    }

    private mutating func value(
        ofType type: String, _ field: SimulatorField, row: Int
    ) -> SimulatorValue {
        switch type {
        case "picklist":
            return field.choices.isEmpty ? .null : .string(random.pick(field.choices))
        case "multiselectpicklist":
            return .array(field.choices.filter { _ in random.once(in: 2) }.map { .string($0) })
        case "boolean": return .bool(random.once(in: 2))
        case "integer": return .integer(random.below(500))
        case "bigint": return .string(String(9_007_199_254_740_993 + random.below(100_000)))
        case "autonumber": return .string("N-\(row + 1)")
        case "double", "percent", "rollup_summary":
            return .number("\(random.below(100)).\(random.below(9) + 1)")
        case "currency": return money(row)
        case "date": return .string(date(now - Int64(random.below(400) - 100) * 86_400))
        case "datetime":
            return .string(zone.text(now - Int64(random.below(30_000_000))))
        case "lookup": return reference(field.target ?? "Contacts")
        case "multi_module_lookup":
            return field.apiName == "Parent_Id" ? .null : reference("Deals")
        case "userlookup", "ownerlookup": return owner()
        case "multiselectlookup":
            let target = field.target ?? "Products"
            let linked = SimulatorValue.Member(target, reference(target))
            return [.object([.init("id", "4876876000000770001"), linked])]
        case "multiuserlookup": return [["id": "4876876000000770002", "user": owner()]]
        case "subform": return rows(of: field)
        case "fileupload", "imageupload":
            return [
                [
                    "id": "4876876000000880001", "File_Id__s": .string("f\(row)"),
                    "File_Name__s": "contract.pdf", "Size__s": "12345",
                ]
            ]
        case "RRULE": return ["RRULE": "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO"]
        case "ALARM", "event_reminder": return ["ALARM": "FREQ=NONE;ACTION=POPUP"]
        case "participants":
            return [["name": "Ira Rep", "type": "user", "participant": "4876876000000225013"]]
        case "consent_lookup": return ["basis": "Consent", "scores": [1, .number("2.50"), .null]]
        case "phone": return .string("+49 30 \(100_000 + random.below(900_000))")
        case "website": return .string("https://www.example.test/\(row)")
        case "profileimage": return .string("img\(row)")
        case "textarea": return text(row, rich: field.isRichText)
        default:
            return isNasty && row % 3 == 0
                ? .string(Words.nasty[row % Words.nasty.count]) : .string(random.pick(Words.cities))
        }
    }

    private mutating func company(_ row: Int) -> String {
        "\(random.pick(Words.companies)) \(random.pick(Words.forms)) \(row)"
    }

    private mutating func owner() -> SimulatorValue {
        random.once(in: 4)
            ? ["name": "Noor Śliwa", "id": "4876876000000225015", "email": "noor@example.test"]
            : ModuleCatalogue.defaultUserReference
    }

    private mutating func reference(_ module: String) -> SimulatorValue {
        guard let known = references[module], !known.isEmpty else { return .null }
        let target = random.pick(known)
        return .reference(name: target.name, id: String(target.id))
    }

    private mutating func money(_ row: Int) -> SimulatorValue {
        if isNasty { return .number(Words.money[row % Words.money.count]) }
        let cents = random.below(100)
        return .number("\(random.below(90_000)).\(cents < 10 ? "0" : "")\(cents)")
    }

    private mutating func text(_ row: Int, rich: Bool) -> SimulatorValue {
        if isNasty, row % 7 == 0 {
            return .string(String(repeating: "Zeile \(row) — long text\n", count: 1_200))
        }
        let sentence = "\(random.pick(Words.subjects)), \(random.pick(Words.cities)). "
        return .string(
            rich ? "<p>" + String(repeating: sentence, count: 30) + "</p>" : sentence)
    }

    private mutating func rows(of field: SimulatorField) -> SimulatorValue {
        let product = reference("Products")
        return .array(
            (0...random.below(4)).map { line in
                switch field.target {
                case "Pricing_Details":
                    [
                        "From_Range": .integer(line * 10), "To_Range": .integer(line * 10 + 9),
                        "Discount": 5,
                    ]
                case "Milestones_X":
                    [
                        "Title": .string("Step \(line)"), "Due": "2026-05-01",
                        "Cost": .number("10.10"),
                    ]
                default:
                    [
                        "Product_Name": product, "Quantity": .integer(line + 1),
                        "List_Price": .number("19.99"), "Discount": .number("0.00"),
                        "Tax": .number("3.80"), "Total": .number("\(19 * (line + 1)).99"),
                        "Description": .null,
                    ]
                }
            })
    }

    private func date(_ instant: Instant) -> String { String(CivilTime.utc(instant).prefix(10)) }
}
