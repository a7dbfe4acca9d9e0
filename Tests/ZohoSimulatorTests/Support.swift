import ZohoSimulator

/// Runs a test against a simulator that really listens.
func withSimulator(
    _ dataSet: ZohoSimulator.DataSet = .empty,
    _ change: (inout ZohoSimulator.Configuration) -> Void = { _ in },
    _ body: (ZohoSimulator, LoopbackClient) throws -> Void
) async throws {
    var configuration = ZohoSimulator.Configuration()
    configuration.dataSet = dataSet
    change(&configuration)
    let simulator = ZohoSimulator(configuration)
    try await simulator.start()
    do {
        let client = LoopbackClient(port: simulator.port)
        client.refresh()
        try body(simulator, client)
    } catch {
        try await simulator.shutdown()
        throw error
    }
    try await simulator.shutdown()
}

extension ZohoSimulator {
    /// Leads a second apart, oldest first.
    func makeLeads(_ count: Int, apart: Double = 1) -> [String] {
        (0..<count).map { row in
            clock.advance(bySeconds: apart)
            return create(module: "Leads", ["Last_Name": .string("Lead \(row)"), "Company": "C"])
        }
    }

    var violationTexts: [String] { violations.map(\.text) }
}
