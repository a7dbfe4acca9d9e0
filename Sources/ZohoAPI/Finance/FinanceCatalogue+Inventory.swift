import SyncCore

extension FinanceCatalogue {
    /// Zoho Inventory, API v1: every stream that has a list. Shipments have none; their ids and
    /// figures are part of the packages.
    static let inventory = FinanceCatalogue(
        module: .inventory, base: "/inventory/v1/", scopeFamily: "ZohoInventory",
        streams: [organizations] + inventoryItems + inventoryStock + inventorySales
            + inventoryPurchases + inventorySettings)

    private static let inventoryItems = [
        FinanceStream(
            "contacts", id: "contact_id", scope: "contacts", show: "Status.All",
            abilities: [.pages, .filter, .newestFirst, .createdOrder],
            record: .detail("contact", children: [.persons])),
        FinanceStream(
            "items", id: "item_id", scope: "items", show: "Status.All",
            abilities: [.pages, .filter, .newestFirst, .createdOrder],
            record: .detail("item", bulk: itemDetails)),
        // The documentation shows one group without a wrapper.
        FinanceStream(
            "itemgroups", id: "group_id", scope: "items",
            record: .detail("item_group", "itemgroup", "group"), isOptional: true),
        FinanceStream(
            "compositeitems", keys: ["composite_items"], id: "composite_item_id",
            scope: "compositeitems", show: "Status.All",
            abilities: [.pages, .filter, .newestFirst, .createdOrder],
            record: .detail("composite_item"), isOptional: true),
        FinanceStream(
            "items/batches", id: "batch_id", scope: "items", modified: nil, isOptional: true),
        FinanceStream(
            "items/serialnumbers", keys: ["serial_numbers"], id: "serialnumber_id",
            scope: "items", modified: nil, isOptional: true),
        FinanceStream(
            "pricebooks", id: "pricebook_id", scope: "settings", modified: nil,
            show: "SalesOrPurchaseType.All", isOptional: true),
    ]

    private static let inventoryStock = [
        FinanceStream(
            "bundles", id: "bundle_id", scope: "compositeitems", show: "Status.All",
            abilities: [.pages, .filter, .newestFirst, .createdOrder], window: .date,
            record: .detail("bundle", children: [.lines]), isOptional: true),
        FinanceStream(
            "inventoryadjustments", keys: ["inventory_adjustments"],
            id: "inventory_adjustment_id", scope: "inventoryadjustments", modified: nil,
            record: .detail("inventory_adjustment", children: [.lines])),
        // Rows have no time of modification, and yet it is a documented sort column.
        FinanceStream(
            "transferorders", keys: ["transfer_orders"], id: "transfer_order_id",
            scope: "transferorders", modified: nil, show: "TransferStatus.All",
            abilities: [.pages, .newestFirst, .createdOrder], window: .date,
            record: .detail("transfer_order", children: [.lines]), isOptional: true),
        FinanceStream(
            "picklists", id: "picklist_id", scope: "picklists", window: .date,
            record: .detail("picklist", children: [.lines]), isOptional: true),
        FinanceStream(
            "moveorders", id: "moveorder_id", scope: "moveorder",
            abilities: [.pages, .newestFirst, .createdOrder], window: .date,
            record: .detail("moveorder", children: [.lines]), isOptional: true),
        FinanceStream(
            "putaways", id: "putaway_id", scope: "putaway", window: .date,
            record: .detail("putaway", children: [.lines]), isOptional: true),
    ]

    private static let inventorySales = [
        FinanceStream(
            "salesorders", id: "salesorder_id", scope: "salesorders", show: "Status.All",
            abilities: [.pages, .filter, .newestFirst],
            record: .detail("salesorder", children: [.lines])),
        // The documentation prints the key with a slip of the pen.
        FinanceStream(
            "packages", keys: ["packages", "packagea"], id: "package_id", scope: "packages",
            show: "Status.All", abilities: [.pages, .newestFirst, .createdOrder], window: .date,
            record: .detail("package", children: [.lines])),
        FinanceStream(
            "invoices", id: "invoice_id", scope: "invoices", show: "Status.All",
            abilities: [.pages, .newestFirst, .createdOrder],
            record: .detail("invoice", children: [.lines])),
        FinanceStream(
            "retainerinvoices", id: "retainerinvoice_id", scope: "invoices", show: "Status.All",
            abilities: [.pages, .createdOrder],
            record: .detail("retainerinvoice", children: [.lines]), isOptional: true),
        FinanceStream(
            "salesreturns", id: "salesreturn_id", scope: "salesreturns", modified: nil,
            record: .detail("salesreturn", children: [.lines]), isOptional: true),
        FinanceStream(
            "creditnotes", id: "creditnote_id", scope: "creditnotes", show: "Status.All",
            abilities: [.pages, .newestFirst, .createdOrder],
            record: .detail("creditnote", children: [.lines, .invoices])),
        FinanceStream(
            "customerpayments", keys: ["customerpayments", "customer_payments"], id: "payment_id",
            scope: "customerpayments", show: "PaymentMode.All",
            abilities: [.pages, .newestFirst],
            record: .detail("payment", children: [.invoices], repeated: ["updated_time"])),
        FinanceStream(
            "deliverychallans", id: "deliverychallan_id", scope: "deliverychallans",
            show: "Status.All", abilities: [.pages, .newestFirst, .createdOrder],
            record: .detail("deliverychallan", children: [.lines]), isOptional: true),
    ]

    private static let inventoryPurchases = [
        FinanceStream(
            "purchaseorders", id: "purchaseorder_id", scope: "purchaseorders", show: "Status.All",
            abilities: [.pages, .filter, .newestFirst],
            record: .detail("purchaseorder", children: [.lines])),
        FinanceStream(
            "purchasereceives", id: "purchasereceive_id", scope: "purchasereceives",
            record: .detail("purchasereceive", children: [.lines]), isOptional: true),
        // All filters were seen to be ignored.
        FinanceStream(
            "bills", id: "bill_id", scope: "bills", show: "Status.All",
            abilities: [.pages, .newestFirst], record: .detail("bill", children: [.lines])),
        FinanceStream(
            "vendorcredits", id: "vendor_credit_id", scope: "debitnotes", show: "Status.All",
            abilities: [.pages, .filter, .newestFirst, .createdOrder],
            record: .detail("vendor_credit", children: [.lines, .bills])),
    ]

    private static let inventorySettings = [
        users, taxes, currencies,
        FinanceStream("units", id: "unit_id", scope: "settings", modified: nil, abilities: []),
        FinanceStream(
            "locations", id: "location_id", scope: "settings", modified: nil, abilities: [],
            isOptional: true),
        // What older organisations have in place of locations.
        FinanceStream(
            "settings/warehouses", id: "warehouse_id", scope: "warehouses", modified: nil,
            isOptional: true),
        FinanceStream(
            "reportingtags", keys: ["reporting_tags"], id: "tag_id", scope: "settings",
            modified: nil, isOptional: true),
        FinanceStream(
            "tasks", id: "task_id", scope: "settings", modified: nil, isOptional: true),
    ]
}
