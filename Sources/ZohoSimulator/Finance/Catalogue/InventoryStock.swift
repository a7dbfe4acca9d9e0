/// Inventory: groups, kits and the movements of stock.
enum InventoryStock {
    static let streams: [FinanceStream] = [
        itemGroups, compositeItems, bundles, adjustments, transferOrders, packages,
        shipmentOrders, purchaseReceives, picklists, moveOrders, putaways, batches, serials,
    ]

    private static let ownTimes: Set<String> = ["created_time", "last_modified_time"]

    static let itemGroups = FinanceStream(
        "itemgroups", "Item group", id: "group_id", detail: "item_group", scope: "items",
        fields: FinanceFields.setting(
            "group_name", ["Shirts", "Screws", "Paint"],
            more: [.choice("unit", ["pcs", "kg"]), .blank("description")]
                + FinanceFields.status + FinanceFields.stamps + [
                    FinanceField("items", .detail) {
                        [["item_id": .string($0.reference("items"))]]
                    }
                ])
    )

    static let compositeItems = FinanceStream(
        "compositeitems", "Composite item", id: "composite_item_id", detail: "composite_item",
        scope: "compositeitems",
        fields: BooksAccounting.itemFields + [FinanceFields.lines("mapped_items", .stock)]
    ).with {
        $0.listKey = "composite_items"
        $0.modifiedFilter = .honoured
        $0.filterPrefix = "Status"
        $0.statuses = ["active", "active", "inactive"]
        $0.sortColumns = ownTimes.union(["name", "sku", "rate"])
        $0.defaultSort = ("name", true)
        $0.reportName = "Composite Items"
    }

    static let bundles = FinanceStream(
        "bundles", "Bundle", id: "bundle_id", detail: "bundle", scope: "compositeitems",
        fields: FinanceFields.movement(
            "bundle_number", "BUN-",
            more: [.reference("composite_item_id", "compositeitems"), .money("total")])
    ).with {
        $0.document(sort: ownTimes.union(["date", "total", "reference_number"]))
        $0.dateFilter = .startAndEnd
        $0.modifiedFilter = .honoured
        $0.statuses = ["bundled", "draft"]
        $0.reportName = "Assemblies"
    }

    static let adjustments = FinanceStream(
        "inventoryadjustments", "Inventory adjustment", id: "inventory_adjustment_id",
        detail: "inventory_adjustment", scope: "inventoryadjustments",
        fields: FinanceFields.movement(
            "adjustment_number", "IA-", stamps: [],
            more: [
                .choice("reason", ["Damaged", "Stocktaking"]),
                .choice("adjustment_type", ["quantity", "value"]),
            ])
    ).with {
        $0.onlyDate()
        $0.listKey = "inventory_adjustments"
        $0.statuses = ["adjusted"]
        $0.reportName = "Inventory Adjustments"
    }

    static let transferOrders = FinanceStream(
        "transferorders", "Transfer order", id: "transfer_order_id", detail: "transfer_order",
        scope: "transferorders",
        fields: FinanceFields.movement(
            "transfer_order_number", "TO-", stamps: [],
            more: [
                .reference("from_location_id", "locations"), .fixed("is_intransit_order", false),
            ])
    ).with {
        $0.onlyDate(sort: ownTimes.union(["date"]))
        $0.listKey = "transfer_orders"
        $0.dateFilter = .full
        $0.filterPrefix = "TransferStatus"
        $0.statuses = ["transferred", "draft"]
        $0.reportName = "Transfer Orders"
    }

    static let packages = FinanceStream(
        "packages", "Package", id: "package_id", detail: "package", scope: "packages",
        fields: FinanceFields.movement(
            "package_number", "PA-", party: FinanceFields.customer,
            more: [
                .reference("salesorder_id", "salesorders"),
                FinanceField("shipment_id") {
                    $0.record.status == "not_shipped"
                        ? "" : .string($0.reference("shipmentorders"))
                },
                FinanceField("shipment_order", .detail) {
                    $0.record.status == "not_shipped"
                        ? .object([]) : ["shipment_id": .string($0.reference("shipmentorders"))]
                },
                .blank("tracking_number"), .blank("shipment_date"),
            ])
    ).with {
        $0.document(sort: ownTimes.union(["package_number", "date", "shipment_date"]))
        $0.dateFilter = .startAndEnd
        $0.statuses = ["not_shipped", "shipped", "delivered"]
        $0.reportName = "Packages"
    }

    /// There is no list: ids come from packages.
    static let shipmentOrders = FinanceStream(
        "shipmentorders", "Shipment order", id: "shipment_id", detail: "shipment_order",
        scope: "shipmentorders",
        fields: FinanceFields.movement(
            "shipment_number", "SHP-", party: FinanceFields.customer,
            more: [.choice("carrier", ["", "Post"]), .blank("tracking_number")])
    ).with {
        $0.hasList = false
        $0.statuses = ["shipped", "delivered"]
    }

    static let purchaseReceives = FinanceStream(
        "purchasereceives", "Purchase receive", id: "purchasereceive_id",
        detail: "purchasereceive", scope: "purchasereceives",
        fields: FinanceFields.movement(
            "receive_number", "PR-", party: FinanceFields.vendor, date: "receive_date",
            more: [.reference("purchaseorder_id", "purchaseorders")])
    ).with {
        $0.dateField = "receive_date"
        $0.statuses = ["received", "in_transit"]
        $0.reportName = "Purchase Receives"
    }

    static let picklists = yard("picklists", "Picklist", "picklist", "PL-", scope: "picklists")

    static let moveOrders = yard("moveorders", "Move order", "moveorder", "MO-", scope: "moveorder")
        .with { $0.sortColumns = ownTimes }

    static let putaways = yard("putaways", "Putaway", "putaway", "PUT-", scope: "putaway")

    private static func yard(
        _ name: String, _ entity: String, _ key: String, _ prefix: String, scope: String
    ) -> FinanceStream {
        FinanceStream(
            name, entity, id: "\(key)_id", detail: key, scope: scope,
            fields: FinanceFields.movement("\(key)_number", prefix)
        ).with {
            $0.document(sort: [])
            $0.filterPrefix = nil
            $0.statuses = ["yet_to_start", "completed"]
        }
    }

    static let batches = FinanceStream(
        "items/batches", "Batch", id: "batch_id", detail: nil, scope: "items",
        fields: [
            .numbered("batch_number", "LOT-"), .reference("item_id", "items"),
            .date("expiry_date", after: 365), .blank("manufacturer_batch_number"),
        ] + FinanceFields.status
    ).with {
        $0.timeless(by: "batch_id")
        $0.listKey = "batches"
    }

    static let serials = FinanceStream(
        "items/serialnumbers", "Serial number", id: "serialnumber_id", detail: nil,
        scope: "items",
        fields: [.numbered("serialnumber", "SN-"), .reference("item_id", "items")]
            + FinanceFields.status
    ).with {
        $0.timeless(by: "serialnumber_id")
        $0.listKey = "serial_numbers"
    }

    static let tasks = FinanceStream(
        "tasks", "Task", id: "task_id", detail: nil, scope: "settings",
        fields: FinanceFields.setting(
            "task_name", ["Pick", "Pack"],
            more: [.blank("description")] + FinanceFields.status + FinanceFields.created)
    ).with { $0.hasModified = false }
}
