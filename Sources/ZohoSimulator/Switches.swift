extension ZohoSimulator {
    /// What Zoho's documents leave open, as settings. A right client works under every one.
    public struct Switches: Sendable {
        /// The status of a throttled token request; reports say 400 and 200.
        public var throttleStatus = 400
        /// Throttled token requests answer `access_denied` instead of the long form.
        public var throttleShortForm = false
        /// Live access tokens per refresh token; one more ends the oldest (10, 15 or 30).
        public var liveTokenCap = 15
        /// The token answer carries `scope`.
        public var tokenTellsScope = true
        /// Each refresh answers with a new refresh token, and ends the one that was used.
        public var rotatesRefreshTokens = false
        /// For so long a refresh token that was replaced is good all the same.
        public var replacedTokenGraceSeconds = 0
        /// The exchange of a code brings no refresh token, as without offline access.
        public var withholdsRefreshToken = false
        /// `expires_in` counts milliseconds beside an `expires_in_sec`, as in old answers.
        public var expiresInMilliseconds = false
        /// `Authorization: Bearer …` is accepted beside `Zoho-oauthtoken`.
        public var acceptBearer = false
        /// How many ids `?ids=` takes.
        public var idsMax = 50
        /// `per_page` above 200 is cut to 200 instead of refused.
        public var clampsPerPage = false
        /// Unknown names in `fields` are refused instead of left out.
        public var refusesUnknownFields = false
        /// `fields=id` alone is refused.
        public var refusesIDAlone = true
        /// A field set to "Don't Show" is sent as null instead of left out.
        public var hiddenFieldsAreNull = false
        /// The length limits of the specification (`fields`, `ids` 1,024 characters) are enforced.
        public var enforcesLengths = true
        /// `/deleted` compares If-Modified-Since with `deleted_time`; otherwise it ignores it.
        public var deletedHonoursSince = true
        /// `/deleted` answers 304 instead of 204 when a filter leaves nothing.
        public var deletedEmptyIs304 = false
        /// `/deleted` ends at 2,000 rows.
        public var deletedPageCap = false
        /// `/deleted` lists the oldest first.
        public var deletedOldestFirst = false
        /// A record that leaves the recycle bin after 60 days gets a new `deleted_time`.
        public var purgeRenewsDeletedTime = true
        /// Changing a roll-up moves `Modified_Time`.
        public var rollupBumpsModified = false
        /// Restoring a record moves `Modified_Time`.
        public var restoreBumpsModified = false
        /// A page token walks a snapshot instead of offsets over live data.
        public var snapshotTokens = false
        /// Rows with one `Modified_Time` come in another order for every selection of fields.
        public var unstableTies = false
        /// 304 when If-Modified-Since leaves nothing; 204 otherwise.
        public var nothingNewIs304 = true
        /// 429 answers carry `Retry-After` with this many seconds.
        public var retryAfterSeconds: Int?
        /// Failed calls, 204 and 304 cost a credit.
        public var emptyCallsCost = true
        /// JSON escapes everything outside ASCII.
        public var asciiJSON = false
        /// The fields metadata lists `id` as a field of its own.
        public var metadataListsID = false
        /// The status of `OAUTH_SCOPE_MISMATCH` and of code 57; 403 was seen too.
        public var scopeMismatchStatus = 401

        // MARK: Books, Inventory, Invoice

        /// Lists of contacts without `filter_by` leave inactive ones out.
        public var hidesInactiveContacts = true
        /// So do items, users, projects and bank accounts.
        public var hidesInactiveEverywhere = false
        /// `last_modified_time` leaves out rows of that very second (bills never do).
        public var lastModifiedExclusive = false
        /// `last_modified_time=…Z` is refused.
        public var refusesZuluFilters = true
        /// One row in five has `""` for `last_modified_time` or lacks it, in every stream.
        public var someRowsLackModifiedTime = false
        /// The first row of a page is the last of the page before.
        public var pagesOverlap = false
        /// The key is `vendor_credits`, not `vendorcredits`.
        public var underscoredVendorCredits = true
        /// The key is `recurring_bills`, not `recurringbills`.
        public var underscoredRecurringBills = true
        /// Details say `purchase_order` and `purchase_receive`.
        public var underscoredDetailKeys = false
        /// The key is `customer_payments`, as in the documents.
        public var underscoredCustomerPayments = false
        /// The key is `sales_receipts`, not `salesreceipts`.
        public var underscoredSalesReceipts = false
        /// The key is `fixed_assets`, not `fixedassets`.
        public var underscoredFixedAssets = false
        /// The key is `packagea`, as the documents misspell it.
        public var misspeltPackages = false
        /// Debit notes come under `invoices` instead of `debit_notes`.
        public var debitNotesAreInvoices = false
        /// Tasks come under `task`, as in older documents.
        public var singularTaskKey = false
        /// Details of accounts and item groups stand beside `code` without a key.
        public var bareDetails = false
        /// Ids of move orders and putaways are numbers, as the documents declare them.
        public var numericIDs = false
        /// Each finance product counts its calls alone.
        public var separateFinanceCounters = false
        /// Meeting a limit by minute or by day is a violation.
        public var rateLimitIsViolation = true
        /// An edit gives every line a new id.
        public var editsRenewLineIDs = false
        /// Changing a contact's persons or addresses moves the contact's time.
        public var childEditsBumpModified = false
        /// A merge of contacts moves the time of the documents it touches.
        public var mergeBumpsDocuments = false
        /// The most rows a page of a finance list has; `per_page` is cut to it.
        public var financePageSize = 200
        /// The status of code 1002.
        public var missingRecordStatus = 404
        /// The code for a missing organisation; 4029 is said of Inventory.
        public var missingOrganizationCode = 6_024
        /// How long too many calls in a minute block the organisation.
        public var minuteBlockSeconds = 60
        /// The code of that block; 43 was seen too.
        public var minuteBlockCode = 44

        /// The defaults: best knowledge.
        public init() {}

        /// Sets one switch by name; false when there is no such switch or value.
        public mutating func set(_ name: String, to value: String) -> Bool {
            if let path = Self.flags[name] {
                guard let flag = Bool(value) else { return false }
                self[keyPath: path] = flag
                return true
            }
            guard let number = Int(value) else { return false }
            if name == "retryAfterSeconds" {
                retryAfterSeconds = number
            } else if let path = Self.numbers[name] {
                self[keyPath: path] = number
            } else {
                return false
            }
            return true
        }

        /// The names that `set` knows.
        public static var names: [String] {
            flags.keys.sorted() + numbers.keys.sorted() + ["retryAfterSeconds"]
        }
    }
}
