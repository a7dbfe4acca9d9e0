extension ZohoSimulator.Switches {
    /// The switches that are on or off, by name.
    static var flags: [String: WritableKeyPath<Self, Bool>] {
        [
            "throttleShortForm": \.throttleShortForm,
            "tokenTellsScope": \.tokenTellsScope,
            "rotatesRefreshTokens": \.rotatesRefreshTokens,
            "withholdsRefreshToken": \.withholdsRefreshToken,
            "expiresInMilliseconds": \.expiresInMilliseconds,
            "acceptBearer": \.acceptBearer,
            "clampsPerPage": \.clampsPerPage,
            "refusesUnknownFields": \.refusesUnknownFields,
            "refusesIDAlone": \.refusesIDAlone,
            "hiddenFieldsAreNull": \.hiddenFieldsAreNull,
            "enforcesLengths": \.enforcesLengths,
            "deletedHonoursSince": \.deletedHonoursSince,
            "deletedEmptyIs304": \.deletedEmptyIs304,
            "deletedPageCap": \.deletedPageCap,
            "deletedOldestFirst": \.deletedOldestFirst,
            "purgeRenewsDeletedTime": \.purgeRenewsDeletedTime,
            "rollupBumpsModified": \.rollupBumpsModified,
            "restoreBumpsModified": \.restoreBumpsModified,
            "snapshotTokens": \.snapshotTokens,
            "unstableTies": \.unstableTies,
            "nothingNewIs304": \.nothingNewIs304,
            "emptyCallsCost": \.emptyCallsCost,
            "asciiJSON": \.asciiJSON,
            "metadataListsID": \.metadataListsID,
            "hidesInactiveContacts": \.hidesInactiveContacts,
            "hidesInactiveEverywhere": \.hidesInactiveEverywhere,
            "lastModifiedExclusive": \.lastModifiedExclusive,
            "refusesZuluFilters": \.refusesZuluFilters,
            "someRowsLackModifiedTime": \.someRowsLackModifiedTime,
            "pagesOverlap": \.pagesOverlap,
            "underscoredVendorCredits": \.underscoredVendorCredits,
            "underscoredRecurringBills": \.underscoredRecurringBills,
            "underscoredDetailKeys": \.underscoredDetailKeys,
            "underscoredCustomerPayments": \.underscoredCustomerPayments,
            "underscoredSalesReceipts": \.underscoredSalesReceipts,
            "underscoredFixedAssets": \.underscoredFixedAssets,
            "misspeltPackages": \.misspeltPackages,
            "debitNotesAreInvoices": \.debitNotesAreInvoices,
            "singularTaskKey": \.singularTaskKey,
            "bareDetails": \.bareDetails,
            "numericIDs": \.numericIDs,
            "separateFinanceCounters": \.separateFinanceCounters,
            "rateLimitIsViolation": \.rateLimitIsViolation,
            "editsRenewLineIDs": \.editsRenewLineIDs,
            "childEditsBumpModified": \.childEditsBumpModified,
            "mergeBumpsDocuments": \.mergeBumpsDocuments,
        ]
    }

    /// The switches that hold a number, by name.
    static var numbers: [String: WritableKeyPath<Self, Int>] {
        [
            "throttleStatus": \.throttleStatus,
            "replacedTokenGraceSeconds": \.replacedTokenGraceSeconds,
            "liveTokenCap": \.liveTokenCap,
            "idsMax": \.idsMax,
            "scopeMismatchStatus": \.scopeMismatchStatus,
            "financePageSize": \.financePageSize,
            "missingRecordStatus": \.missingRecordStatus,
            "missingOrganizationCode": \.missingOrganizationCode,
            "minuteBlockSeconds": \.minuteBlockSeconds,
            "minuteBlockCode": \.minuteBlockCode,
        ]
    }
}
