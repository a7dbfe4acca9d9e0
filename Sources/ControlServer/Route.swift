internal import ControlAPI

/// One line of the interface's table: a method, a path and the role it needs.
struct Route: Sendable {
    /// What a route does.
    enum Operation: String, Hashable, Sendable, CaseIterable {
        case configuration, patchConfiguration, modules, sync, cancel, syncAll, test, status
        case runs, run, plan, events, streams, metrics, audit
    }

    let method: String
    /// The path; a segment `{…}` stands for any one.
    let pattern: String
    let role: Role
    let operation: Operation

    /// The interface's table.
    static let table: [Route] = [
        Route("GET", "", .viewer, .configuration),
        Route("POST", "", .admin, .patchConfiguration),
        Route("GET", "/modules", .viewer, .modules),
        Route("GET", "/modules/{name}/plan", .viewer, .plan),
        Route("POST", "/modules/{name}/sync", .operator, .sync),
        Route("POST", "/modules/{name}/cancel", .operator, .cancel),
        Route("POST", "/sync", .operator, .syncAll),
        Route("POST", "/test", .operator, .test),
        Route("GET", "/status", .viewer, .status),
        Route("GET", "/runs", .viewer, .runs),
        Route("GET", "/runs/{id}", .viewer, .run),
        Route("GET", "/events", .viewer, .events),
        Route("GET", "/streams", .viewer, .streams),
        Route("GET", "/audit", .admin, .audit),
        Route("GET", path: "/metrics", .viewer, .metrics),
    ]

    /// What the table says about a request.
    enum Match: Sendable {
        case found(Route, parameter: String)
        case wrongMethod(allowed: [String])
        case unknown
    }

    /// Looks a request up. HEAD is answered where GET is.
    static func match(method: String, segments: [String]) -> Match {
        var allowed: [String] = []
        for route in table {
            guard let parameter = route.parameter(in: segments) else { continue }
            if route.method == method || (route.method == "GET" && method == "HEAD") {
                return .found(route, parameter: parameter)
            }
            allowed += route.method == "GET" ? ["GET", "HEAD"] : [route.method]
        }
        return allowed.isEmpty ? .unknown : .wrongMethod(allowed: allowed)
    }

    private let segments: [String]

    /// A route below the root of the interface.
    private init(_ method: String, _ path: String, _ role: Role, _ operation: Operation) {
        self.init(method, path: ControlPath.base + path, role, operation)
    }

    /// A route at a path that others have agreed on: `/metrics` is where monitoring systems look.
    private init(_ method: String, path: String, _ role: Role, _ operation: Operation) {
        self.method = method
        self.pattern = path
        self.role = role
        self.operation = operation
        self.segments = pattern.split(separator: "/").map(String.init)
    }

    /// What stands in the pattern's place, "" where it has none; nil where the path is another.
    private func parameter(in path: [String]) -> String? {
        guard path.count == segments.count else { return nil }
        var parameter = ""
        for (segment, expected) in zip(path, segments) {
            if expected.hasPrefix("{") {
                guard !segment.isEmpty else { return nil }
                parameter = segment
            } else if segment != expected {
                return nil
            }
        }
        return parameter
    }
}
