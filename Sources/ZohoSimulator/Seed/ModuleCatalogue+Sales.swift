extension ModuleCatalogue {
    static let leadSources = [
        "Advertisement", "Cold Call", "Employee Referral", "Partner", "Trade Show",
        "Web Download", "-None-",
    ]
    static let industries = [
        "ASP", "Optical Networking", "Service Provider", "Wholesale", "Énergie",
    ]

    /// 55 fields: one more slice than a careless client expects.
    static let leads = SimulatorModule(
        "Leads", displayField: "Last_Name",
        fields: common(
            [
                required("Company"), Field("First_Name", "text"), required("Last_Name"),
                Field("Full_Name", "text").with { $0.isReadOnly = true },
                Field("Designation", "text"), Field("Email", "email"), Field("Phone", "phone"),
                Field("Fax", "phone"), Field("Mobile", "phone"), Field("Website", "website"),
                .pickList("Lead_Source", leadSources),
                .pickList("Lead_Status", ["Contacted", "Junk Lead", "Not Contacted", "-None-"]),
                .pickList("Industry", industries), Field("No_of_Employees", "integer"),
                Field("Annual_Revenue", "currency").with { $0.decimalPlaces = 2 },
                .pickList("Rating", ["Acquired", "Active", "Market Failed"]),
                Field("Email_Opt_Out", "boolean"), Field("Skype_ID", "text"),
                .pickList("Salutation", ["-None-", "Mr.", "Ms.", "Dr."]),
                Field("Secondary_Email", "email"), Field("Twitter", "text"),
                Field("Street", "text"), Field("City", "text"), Field("State", "text"),
                Field("Zip_Code", "text"), Field("Country", "text"), description,
                Field("Record_Image", "profileimage"), Field("Lead_Conversion_Time", "integer"),
                .pickList("Unsubscribed_Mode", ["Consent form", "Manual"]),
                stamp("Unsubscribed_Time"), Field("Converted__s", "boolean"),
                .lookup("Converted_Account", "Accounts"), .lookup("Converted_Contact", "Contacts"),
                .lookup("Converted_Deal", "Deals"), stamp("Converted_Date_Time"),
                .pickList("Record_Status__s", ["Available", "Draft", "Trash"]),
                Field("Locked__s", "boolean"), stamp("Last_Enriched_Time__s"),
                .pickList("Enrich_Status__s", ["Available", "Enriched"]),
                stamp("Change_Log_Time__s"), Field("Days_Visited", "integer"),
                Field("Average_Time_Spent_Minutes", "double").with { $0.decimalPlaces = 2 },
                Field("Number_Of_Chats", "integer"), stamp("First_Visited_Time"),
                Field("First_Visited_URL", "website"), Field("Referrer", "website"),
                Field("Visitor_Score", "bigint"),
            ]))

    static let accounts = SimulatorModule(
        "Accounts", displayField: "Account_Name",
        fields: common(
            [
                required("Account_Name"), Field("Phone", "phone"), Field("Website", "website"),
                .lookup("Parent_Account", "Accounts"), Field("Account_Number", "bigint"),
                .pickList("Account_Type", ["Customer", "Partner", "Reseller", "Vendor"]),
                .pickList("Industry", industries), Field("Annual_Revenue", "currency"),
                Field("Employees", "integer"), Field("Billing_Street", "text"),
                Field("Billing_City", "text"), Field("Billing_Code", "text"),
                Field("Billing_Country", "text"), description,
                Field("Open_Deals", "rollup_summary").with { $0.isReadOnly = true },
                .formula("Revenue_per_Head", returns: "currency"),
                Field("Contract", "fileupload").with { $0.isCustom = true },
            ]))

    static let contacts = SimulatorModule(
        "Contacts", displayField: "Full_Name",
        fields: common(
            [
                Field("First_Name", "text"), required("Last_Name"), Field("Full_Name", "text"),
                .lookup("Account_Name", "Accounts"), .lookup("Vendor_Name", "Vendors"),
                .lookup("Reporting_To", "Contacts"), Field("Email", "email"),
                Field("Phone", "phone"), Field("Mobile", "phone"), Field("Title", "text"),
                Field("Department", "text"), Field("Date_of_Birth", "date"),
                .pickList("Lead_Source", leadSources), Field("Email_Opt_Out", "boolean"),
                Field("Mailing_Street", "text"), Field("Mailing_City", "text"),
                Field("Mailing_Zip", "text"), Field("Mailing_Country", "text"), description,
                Field("Languages", "multiselectpicklist").with {
                    $0.choices = ["EN", "DE", "FR", "日本語"]
                    $0.isCustom = true
                },
            ]))

    static let stages = [
        "Qualification", "Needs Analysis", "Proposal/Price Quote", "Closed Won", "Closed Lost",
    ]

    static let deals = SimulatorModule(
        "Deals", displayField: "Deal_Name",
        fields: common(
            [
                required("Deal_Name"), .lookup("Account_Name", "Accounts"),
                .lookup("Contact_Name", "Contacts"), .lookup("Campaign_Source", "Campaigns"),
                Field("Amount", "currency").with { $0.decimalPlaces = 2 },
                Field("Closing_Date", "date"),
                .pickList("Stage", stages).with { $0.isRequired = true },
                Field("Probability", "percent"), Field("Next_Step", "text"),
                .pickList("Type", ["Existing Business", "New Business", "-None-"]),
                .pickList("Lead_Source", leadSources),
                .formula("Expected_Revenue", returns: "currency"),
                .formula("Days_Open", returns: "double"),
                .formula("Is_Large", returns: "boolean"), .formula("Due_At", returns: "datetime"),
                Field("Reviewers", "multiuserlookup").with { $0.isCustom = true },
                Field("Products_Wanted", "multiselectlookup").with {
                    $0.isCustom = true
                    $0.target = "Products"
                },
                .lookup("Approver", "Users").with { $0.dataType = "userlookup" }, description,
                Field("Secret_Margin", "currency").with {
                    $0.isVisible = false
                    $0.isCustom = true
                },
            ]))

    static let campaigns = SimulatorModule(
        "Campaigns", displayField: "Campaign_Name",
        fields: common(
            [
                required("Campaign_Name"), .pickList("Type", ["Conference", "Webinar", "E-Mail"]),
                .pickList("Status", ["Planning", "Active", "Complete"]),
                Field("Start_Date", "date"), Field("End_Date", "date"),
                Field("Budgeted_Cost", "currency"), Field("Expected_Response", "bigint"),
                description,
            ]))

    static let cases = SimulatorModule(
        "Cases", displayField: "Subject",
        fields: common(
            [
                Field("Case_Number", "autonumber"), required("Subject"),
                .pickList("Status", ["New", "On Hold", "Closed"]),
                .pickList("Priority", ["High", "Medium", "Low"]),
                .lookup("Account_Name", "Accounts"), .lookup("Related_To", "Contacts"),
                description,
                Field("Solution", "textarea").with { $0.isRichText = true },
            ]))

    static let solutions = SimulatorModule(
        "Solutions", displayField: "Solution_Title",
        fields: common(
            [
                Field("Solution_Number", "autonumber"), required("Solution_Title"),
                .pickList("Status", ["Draft", "Reviewed"]), Field("Question", "textarea"),
                Field("Answer", "textarea").with { $0.isRichText = true },
            ]))
}
