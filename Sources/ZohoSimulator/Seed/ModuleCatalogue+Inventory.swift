extension ModuleCatalogue {
    static let products = SimulatorModule(
        "Products", displayField: "Product_Name",
        fields: common(
            [
                required("Product_Name"), Field("Product_Code", "text"),
                .lookup("Vendor_Name", "Vendors"), Field("Product_Active", "boolean"),
                Field("Unit_Price", "currency").with { $0.decimalPlaces = 2 },
                Field("Qty_in_Stock", "double"), Field("Tax", "multiselectpicklist"),
                Field("Taxable", "boolean"), description,
            ]))

    static let vendors = SimulatorModule(
        "Vendors", displayField: "Vendor_Name",
        fields: common(
            [
                required("Vendor_Name"), Field("Phone", "phone"), Field("Email", "email"),
                Field("Website", "website"), Field("City", "text"), Field("Country", "text"),
                description,
            ]))

    static let priceBooks = SimulatorModule(
        "Price_Books", displayField: "Price_Book_Name",
        fields: common(
            [
                required("Price_Book_Name"), Field("Active", "boolean"),
                .pickList("Pricing_Model", ["Flat", "Differential"]),
                .subform("Pricing_Details", rows: "Pricing_Details"), description,
            ]))

    static let quotes = document("Quotes", number: "Quote_Number", lines: "Quoted_Items")
    static let salesOrders = document("Sales_Orders", number: "SO_Number", lines: "Ordered_Items")
    static let invoices = document("Invoices", number: "Invoice_Number", lines: "Invoiced_Items")
    static let purchaseOrders = document(
        "Purchase_Orders", number: "PO_Number", lines: "Purchase_Items")

    private static func document(
        _ name: String, number: String, lines: String
    ) -> SimulatorModule {
        SimulatorModule(
            name, displayField: "Subject",
            fields: common(
                [
                    required("Subject"), Field(number, "autonumber"),
                    .lookup("Account_Name", "Accounts"), .lookup("Contact_Name", "Contacts"),
                    .lookup("Deal_Name", "Deals"), Field("Valid_Till", "date"),
                    .pickList("Status", ["Created", "Approved", "Delivered", "Cancelled"]),
                    Field("Sub_Total", "formula").with { $0.returnType = "currency" },
                    Field("Discount", "currency"), Field("Tax", "currency"),
                    Field("Adjustment", "currency"), .formula("Grand_Total", returns: "currency"),
                    Field("Billing_City", "text"), Field("Terms_and_Conditions", "textarea"),
                    description, .subform(lines, rows: lines),
                ]))
    }

    /// The rows of subforms and inventory lines are modules of their own.
    static var subforms: [SimulatorModule] {
        let parents = [
            ("Quoted_Items", "Quotes"), ("Ordered_Items", "Sales_Orders"),
            ("Invoiced_Items", "Invoices"), ("Purchase_Items", "Purchase_Orders"),
        ]
        let lines = parents.map { rows, parent in
            rowModule(
                rows, of: parent,
                [
                    .lookup("Product_Name", "Products"), Field("Quantity", "double"),
                    Field("List_Price", "currency"), Field("Discount", "currency"),
                    Field("Tax", "currency"), Field("Total", "currency"),
                    Field("Description", "textarea"),
                ])
        }
        return lines + [
            rowModule(
                "Pricing_Details", of: "Price_Books",
                [
                    Field("From_Range", "double"), Field("To_Range", "double"),
                    Field("Discount", "percent"),
                ]),
            rowModule(
                "Milestones_X", of: "Projects_X",
                [Field("Title", "text"), Field("Due", "date"), Field("Cost", "currency")]),
        ]
    }

    private static func rowModule(
        _ name: String, of parent: String, _ own: [Field]
    ) -> SimulatorModule {
        SimulatorModule(
            name, scope: "custom", displayField: "Parent_Id",
            fields: [.lookup("Parent_Id", parent)] + own + [
                stamp("Created_Time"), stamp("Modified_Time"),
            ]
        ).with {
            $0.generatedType = "subform"
            $0.parentModule = parent
        }
    }
}
