extension ModuleCatalogue {
    /// Whom and what an activity is about; the module of `What_Id` is told by `$se_module` only.
    private static let about = [
        Field("What_Id", "multi_module_lookup"), Field("Who_Id", "lookup"),
        Field("$se_module", "text"),
    ]

    static let tasks = SimulatorModule(
        "Tasks", displayField: "Subject",
        fields: common(
            [
                required("Subject"), Field("Due_Date", "date"),
                .pickList("Status", ["Not Started", "In Progress", "Completed"]),
                .pickList("Priority", ["High", "Normal", "Low"]),
                Field("Remind_At", "ALARM"), Field("Recurring_Activity", "RRULE"),
                stamp("Closed_Time"), Field("Send_Notification_Email", "boolean"), description,
            ] + about))

    static let events = SimulatorModule(
        "Events", singular: "Meeting", displayField: "Event_Title",
        fields: common(
            [
                required("Event_Title"), Field("Venue", "text"), Field("All_day", "boolean"),
                Field("Start_DateTime", "datetime"), Field("End_DateTime", "datetime"),
                Field("Remind_At", "event_reminder"), Field("Recurring_Activity", "RRULE"),
                Field("Participants", "participants"), description,
            ] + about)
    ).with { $0.pluralLabel = "Meetings" }

    static let calls = SimulatorModule(
        "Calls", displayField: "Subject",
        fields: common(
            [
                required("Subject"), .pickList("Call_Type", ["Inbound", "Outbound", "Missed"]),
                Field("Call_Start_Time", "datetime"), Field("Call_Duration", "text"),
                Field("Call_Duration_in_seconds", "integer"), Field("Call_Result", "text"),
                Field("CTI_Entry", "boolean"), description,
            ] + about))

    static let notes = SimulatorModule(
        "Notes", displayField: "Note_Title",
        fields: [
            Field("Owner", "ownerlookup"), Field("Note_Title", "text"),
            Field("Note_Content", "textarea"), Field("Parent_Id", "multi_module_lookup"),
            Field("Created_By", "ownerlookup"), Field("Modified_By", "ownerlookup"),
            stamp("Created_Time"), stamp("Modified_Time"),
        ])

    static let attachments = SimulatorModule(
        "Attachments", displayField: "File_Name",
        fields: [
            Field("Owner", "ownerlookup"), Field("File_Name", "text"), Field("Size", "bigint"),
            Field("Parent_Id", "multi_module_lookup"), Field("Created_By", "ownerlookup"),
            Field("Modified_By", "ownerlookup"), stamp("Created_Time"), stamp("Modified_Time"),
        ])
}
