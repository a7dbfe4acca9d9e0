import CurlHTTP
import Foundation
import SyncCore
import Testing
import ZohoSimulator

@testable import ZohoAPI

/// The whole dialect against a Zoho that was written by other hands from the same facts.
@Suite(.serialized) struct FinanceSimulatorTests {
    private static let products: [(Module, FinanceProduct)] = [
        (.books, .books), (.inventory, .inventory), (.invoice, .invoice),
    ]

    /// What may be different from one account to the next.
    private static let quirks: [[String: String]] = [
        [:],
        [
            "underscoredVendorCredits": "false", "underscoredRecurringBills": "false",
            "underscoredDetailKeys": "true", "underscoredCustomerPayments": "true",
            "underscoredSalesReceipts": "true", "underscoredFixedAssets": "true",
            "misspeltPackages": "true", "debitNotesAreInvoices": "true",
            "singularTaskKey": "true", "bareDetails": "true", "numericIDs": "true",
            "someRowsLackModifiedTime": "true", "missingRecordStatus": "400",
            "hidesInactiveEverywhere": "true",
        ],
    ]

    @Test(arguments: products, quirks)
    func everyStream_IsReadWhole(
        product: (module: Module, simulated: FinanceProduct), quirks: [String: String]
    ) async throws {
        try await withFinance(product.module, quirks) { simulator, source in
            for stream in try await source.streams(meter: CallMeter()) {
                guard stream.zohoName != "organizations" else { continue }
                let path = try #require(
                    simulatedName(of: stream, product.simulated, simulator))
                let truth = simulator.truth(product: product.simulated, stream: path)
                try #require(!truth.isEmpty, "\(path)")
                let (ids, schema) = try await read(stream, source)
                #expect(Set(ids) == Set(truth.map(\.id)), "\(path)")
                try await check(stream, schema, truth, source)
            }
        }
    }

    /// Details and lookups of a few records.
    private func check(
        _ stream: StreamDescription, _ known: StreamSchema, _ truth: [FinanceTruth],
        _ source: FinanceSource
    ) async throws {
        guard case .list(let traits) = stream.reading, traits.hasLookup else { return }
        let some = truth.prefix(3).map(\.id)
        let gone = some[0].dropLast(3) + "999"
        let found = try await source.records(
            of: stream, schema: known, ids: some + [String(gone)], meter: CallMeter())
        #expect(found.ids == some, "\(stream.table)")
        guard known.detail != nil else { return }
        let answer = try await source.details(
            of: stream, schema: known, ids: some + [String(gone)], meter: CallMeter())
        #expect(answer.records.map(\.id) == some + [String(gone)], "\(stream.table)")
        #expect(answer.records.map { $0.row != nil } == some.map { _ in true } + [false])
        // Every key of a detail has found its place.
        let entry = try source.entry(of: stream)
        let fields = Set(answer.schema.columns.map(\.field)).union(entry.children.flatMap(\.keys))
            .union(entry.record?.repeated ?? []).union(["zipcode"])
        for record in truth.prefix(3) {
            guard case .object(let members) = record.detail else { continue }
            for member in members
            where !member.name.hasSuffix("_formatted") && !member.name.hasPrefix("cf_")
                && !member.name.hasPrefix("custom_field")
            {
                #expect(fields.contains(member.name), "\(stream.table) \(member.name)")
            }
        }
        // No column but the id's is filled by lists and by details.
        let page = try await source.page(
            of: stream, schema: answer.schema, request: PageRequest(), meter: CallMeter())
        #expect(page.schema == nil)
        let row = try #require(answer.records[0].row)
        for (index, column) in answer.schema.columns.enumerated().dropFirst() {
            let isListed = (0..<page.rows.rowCount).contains {
                page.rows[$0, index].kind != .absent
            }
            #expect(!isListed || row[0, index].kind == .absent, "\(stream.table) \(column.name)")
        }
        for (record, detail) in zip(truth.prefix(3), answer.records) {
            for child in entry.children {
                let sent = child.keys.lazy.compactMap { record.detail[$0]?.elements }.first
                #expect(detail.children[child.name]?.rowCount == sent?.count ?? 0)
            }
        }
    }

    /// All ids of a stream, and its columns.
    private func read(
        _ stream: StreamDescription, _ source: FinanceSource
    ) async throws -> (ids: [String], schema: StreamSchema) {
        let meter = CallMeter()
        var schema = try await source.schema(of: stream, known: nil, now: crmMorning, meter: meter)
        var parents: [String?] = [nil]
        if let parent = stream.parent {
            let streams = try await source.streams(meter: meter)
            parents = try await read(try #require(streams.first { $0.table == parent }), source).ids
        }
        var ids: [String] = []
        for parent in parents {
            var request = PageRequest()
            request.parent = parent
            while true {
                let page = try await source.page(
                    of: stream, schema: schema, request: request, meter: meter)
                schema = page.schema ?? schema
                ids += page.rows.ids
                guard page.hasMore else { break }
                request.number += 1
            }
        }
        return (ids, schema)
    }

    /// The simulator's name of a stream.
    private func simulatedName(
        of stream: StreamDescription, _ product: FinanceProduct, _ simulator: ZohoSimulator
    ) -> String? {
        simulator.streams(of: product).first {
            $0.replacing("/", with: "_") == stream.zohoName
                || $0.split(separator: "/").last.map(String.init) == stream.zohoName
        }
    }
}

extension SimulatorValue {
    /// The elements of an array.
    fileprivate var elements: [SimulatorValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }
}

/// Runs a test against a simulator of a product; a correct client leaves no violation.
private func withFinance(
    _ module: Module, _ switches: [String: String],
    _ body: (ZohoSimulator, FinanceSource) async throws -> Void
) async throws {
    var configuration = ZohoSimulator.Configuration()
    configuration.dataSet = .empty
    configuration.financeData = .demo
    configuration.financeMinuteLimit = nil
    for (name, value) in switches {
        let isKnown = configuration.switches.set(name, to: value)
        #expect(isKnown)
    }
    let simulator = ZohoSimulator(configuration)
    try await simulator.start()
    let cache = NSTemporaryDirectory() + "finance-\(UUID().uuidString)"
    let bench = CRMBench()
    let http = CurlClient()
    let holder = makeHolder(simulator, http, bench, cache: cache)
    let source = FinanceSource(
        caller: makeCaller(http, bench, tokens: holder, module: module),
        organizations: OrganizationDirectory(configured: nil))
    let result: Result<Void, any Error>
    do {
        result = .success(try await body(simulator, source))
    } catch {
        result = .failure(error)
    }
    #expect(simulator.violations.isEmpty)
    #expect(bench.events.filter { $0.name == .notice }.isEmpty)
    await http.close()
    try await simulator.shutdown()
    try? FileManager.default.removeItem(atPath: cache)
    try result.get()
}
