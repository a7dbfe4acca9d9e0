/// Inventory: contacts, items and documents. Keys are those of Books, filters are not.
enum InventoryTrade {
    static let streams: [FinanceStream] = [
        contacts, items, salesorders, invoices, retainers, creditNotes, customerPayments,
        purchaseOrders, bills, vendorCredits, salesReturns, deliveryChallans,
    ]

    private static let ownTimes: Set<String> = ["created_time", "last_modified_time"]

    static let contacts = BooksSales.contacts

    static let items = BooksAccounting.items.with {
        $0.scope = "items"
        $0.fields += [
            .money("reorder_level", .list) { _ in 500 },
            .fixed("is_combo_product", false), .fixed("locations", [], .detail),
        ]
        $0.sortColumns = ownTimes.union([
            "name", "sku", "rate", "purchase_rate", "reorder_level", "stock_on_hand",
        ])
    }

    /// The documents name paging only; live, filters were obeyed.
    static let salesorders = BooksSales.salesorders.with {
        $0.sortColumns = []
        $0.fields += [
            FinanceField("packages", .detail) {
                [["package_id": .string($0.reference("packages"))]]
            },
            FinanceField("invoices", .detail) {
                [["invoice_id": .string($0.reference("invoices"))]]
            },
        ]
    }

    static let invoices = BooksSales.invoices.with { $0.modifiedFilter = .ignored }

    static let retainers = BooksSales.retainers

    static let creditNotes = BooksSales.creditNotes.with { $0.modifiedFilter = .ignored }

    static let customerPayments = BooksSales.customerPayments.with {
        $0.modifiedFilter = .ignored
    }

    static let purchaseOrders = BooksPurchases.purchaseOrders.with {
        $0.sortColumns = []
        $0.fields.append(
            FinanceField("purchasereceives", .detail) {
                [["receive_id": .string($0.reference("purchasereceives"))]]
            })
    }

    /// Every filter is dropped, live.
    static let bills = BooksPurchases.bills.with {
        $0.modifiedFilter = .ignored
        $0.dateFilter = .none
        $0.filterPrefix = nil
        $0.sortColumns = []
    }

    static let vendorCredits = BooksPurchases.vendorCredits.with {
        $0.sortColumns = ownTimes.union(["date", "total", "vendor_name"])
    }

    /// Every filter is dropped, live.
    static let salesReturns = FinanceStream(
        "salesreturns", "Sales return", id: "salesreturn_id", detail: "salesreturn",
        scope: "salesreturns",
        fields: FinanceFields.movement(
            "salesreturn_number", "RMA-", party: FinanceFields.customer, stamps: [],
            more: [
                .reference("salesorder_id", "salesorders"),
                .fixed("salesreturnreceives", [], .detail),
            ])
    ).with {
        $0.onlyDate()
        $0.statuses = ["approved", "received", "draft"]
        $0.reportName = "Sales Returns"
    }

    static let deliveryChallans = FinanceStream(
        "deliverychallans", "Delivery challan", id: "deliverychallan_id",
        detail: "deliverychallan", scope: "deliverychallans",
        fields: FinanceFields.document(
            "deliverychallan_number", "DC-", party: FinanceFields.customer)
    ).with {
        $0.document(sort: ownTimes.union(["date", "total"]))
        $0.dateFilter = .none
        $0.statuses = ["open", "delivered", "draft"]
        $0.reportName = "Delivery Challans"
    }
}
