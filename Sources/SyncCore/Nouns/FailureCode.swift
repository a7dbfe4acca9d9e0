/// The stable names of what can go wrong, for scripts, the journal and the control interface.
public enum FailureCode: String, Sendable {
    // In runs.
    case reauthorizationRequired = "reauthorization_required"
    case insufficientScope = "insufficient_scope"
    case organizationMismatch = "organization_mismatch"
    case rateLimited = "rate_limited"
    case budgetExhausted = "budget_exhausted"
    case zohoUnavailable = "zoho_unavailable"
    case zohoRejected = "zoho_rejected"
    case invalidResponse = "invalid_response"
    case databaseError = "database_error"
    case deletionGuard = "deletion_guard"
    case cancelled = "cancelled"
    case notSupported = "not_supported"

    // At the control interface.
    case malformedRequest = "malformed_request"
    case notPermitted = "not_permitted"
    case unknownPath = "unknown_path"
    case unknownModule = "unknown_module"
    case unknownRun = "unknown_run"
    case unknownStream = "unknown_stream"
    case methodNotAllowed = "method_not_allowed"
    case requestTimeout = "request_timeout"
    case moduleDisabled = "module_disabled"
    case configFileBroken = "config_file_broken"
    case bodyTooLarge = "body_too_large"
    case headerTooLarge = "header_too_large"
    case configInvalid = "config_invalid"
    case configNotWritable = "config_not_writable"
    case shuttingDown = "shutting_down"
    case cannotStart = "cannot_start"
}
