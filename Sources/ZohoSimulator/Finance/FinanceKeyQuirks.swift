/// Keys on which documents and recordings disagree, each by a switch.
enum FinanceKeyQuirks {
    static func apply(_ switches: ZohoSimulator.Switches, to stream: inout FinanceStream) {
        switch stream.name {
        case "purchaseorders" where switches.underscoredDetailKeys:
            stream.detailKey = "purchase_order"
        case "purchasereceives" where switches.underscoredDetailKeys:
            stream.detailKey = "purchase_receive"
        case "vendorcredits" where !switches.underscoredVendorCredits:
            stream.listKey = "vendorcredits"
        case "recurringbills" where !switches.underscoredRecurringBills:
            stream.listKey = "recurringbills"
        case "packages" where switches.misspeltPackages:
            stream.listKey = "packagea"
        case "customerpayments" where switches.underscoredCustomerPayments:
            stream.listKey = "customer_payments"
        case "debitnotes" where switches.debitNotesAreInvoices:
            stream.listKey = "invoices"
        case "salesreceipts" where switches.underscoredSalesReceipts:
            stream.listKey = "sales_receipts"
        case "fixedassets" where switches.underscoredFixedAssets:
            stream.listKey = "fixed_assets"
        case "projects/tasks" where switches.singularTaskKey:
            stream.listKey = "task"
        case "chartofaccounts" where switches.bareDetails, "itemgroups" where switches.bareDetails:
            // An empty key: the fields stand beside `code`.
            stream.detailKey = ""
        case "moveorders" where switches.numericIDs, "putaways" where switches.numericIDs:
            stream.hasNumericID = true
        default: break
        }
    }
}
