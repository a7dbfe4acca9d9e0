/// Custom modules, and modules that look usable but are not.
extension ModuleCatalogue {
    /// A custom module; its fields metadata lacks `json_type`.
    static let projects = SimulatorModule(
        "Projects_X", singular: "Project", scope: "custom", displayField: "Name",
        fields: common(
            [
                required("Name"), Field("Project_Number", "autonumber"),
                .lookup("Client", "Accounts"), Field("Budget", "currency"),
                Field("Progress", "percent"), Field("Starts_On", "date"),
                Field("Kick_Off", "datetime"), Field("Is_Internal", "boolean"),
                Field("Skills", "multiselectpicklist").with { $0.choices = ["A", "B;C", "Ü"] },
                Field("Notes_Long", "textarea").with { $0.isRichText = true },
                Field("Hidden_Note", "text").with { $0.isViewable = false },
                Field("Odd_Thing", "consent_lookup"),
                .subform("Milestones", rows: "Milestones_X"),
            ])
    ).with { module in
        module.generatedType = "custom"
        module.pluralLabel = "Projects"
        module.fields = module.fields.map { field in
            field.with {
                $0.tellsJSONType = false
                $0.isCustom = !["Owner", "Tag"].contains(field.apiName)
            }
        }
    }

    /// 120 fields: three slices, some with long names, so that the length limit cuts first.
    static let wide = SimulatorModule(
        "Wide_Records", scope: "custom",
        fields: common(
            [required("Name")]
                + (1...112).map { number in
                    let types = ["text", "integer", "currency", "boolean", "datetime", "date"]
                    let name =
                        number % 4 == 0
                        ? "A_Rather_Long_Field_Name_For_The_Wide_Module_\(number)"
                        : "Field_\(number)"
                    return Field(name, types[number % types.count]).with { $0.isCustom = true }
                })
    ).with { $0.generatedType = "custom" }

    static let linking = SimulatorModule(
        "Deals_X_Products", scope: "custom",
        fields: [
            .lookup("Deal", "Deals"), .lookup("Product", "Products"),
            stamp("Created_Time"), stamp("Modified_Time"),
        ]
    ).with { $0.generatedType = "linking" }

    /// No `Modified_Time`: only snapshots are possible.
    static let snapshot = SimulatorModule(
        "Currencies_X", scope: "custom",
        fields: [Field("Name", "text"), Field("Rate", "double"), Field("Active", "boolean")]
    ).with { $0.generatedType = "custom" }

    static var unusable: [SimulatorModule] {
        let unsupported = ["Home", "Feeds", "Reports", "Analytics", "Documents", "Forecasts"].map {
            SimulatorModule($0).with {
                $0.isAPISupported = false
                $0.access = .invalidModule
                $0.hasFieldMetadata = false
            }
        }
        let few = common([Field("Name", "text")])
        return unsupported + [
            SimulatorModule("CTI_Entry", fields: few).with { $0.access = .invalidModule },
            SimulatorModule("Payroll_X", scope: "custom", fields: few).with {
                $0.generatedType = "custom"
                $0.access = .noPermission
            },
            SimulatorModule("Visits", fields: few).with { $0.hasFieldMetadata = false },
            SimulatorModule("Email_Sentiment", fields: few).with { $0.access = .scopeMismatch },
            SimulatorModule("Locking_Information__s", fields: few).with {
                $0.isViewable = false
                $0.status = "system_hidden"
            },
        ]
    }
}
