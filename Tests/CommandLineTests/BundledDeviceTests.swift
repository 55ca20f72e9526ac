import Architectures
import Foundation
import SearchSpaces
import TabularStore
import TestSupport
import Testing

/// Devices that ship with the program, in a resource folder that has two: `boxed`, as fast as the
/// formula of ``SyntheticTables``, and `crate`, with a bend of its own.
@Suite struct BundledDeviceTests {
    let tool: CommandLineTool
    let tables: SyntheticTables
    private let resources: URL

    init() throws {
        tool = try CommandLineTool()
        tables = try SyntheticTables()
        resources = tool.folder.appendingPathComponent("resources")
        let files = FileManager.default
        try files.createDirectory(at: measured, withIntermediateDirectories: true)
        for name in ["Definitions", "Fitted"] {
            try files.createSymbolicLink(
                at: resources.appendingPathComponent(name),
                withDestinationURL: BundledFile.folder().appendingPathComponent(name))
        }
        for (name, contents) in try Self.files.get() {
            try contents.write(to: measured.appendingPathComponent(name))
        }
    }

    private var measured: URL { resources.appendingPathComponent("Measured") }

    private static func latency(
        of architecture: Architecture, on device: String, _ tables: SyntheticTables
    )
        -> Double
    {
        let plain = tables.latency(of: architecture)
        let pools = tables.space.operatorIndices(of: architecture).count { $0 == 4 }
        return device == "boxed" ? plain : 0.5 * plain + 0.7 * Double(pools)
    }

    /// The files of the folder, made once.
    private static let files = Result { try makeFiles() }

    private static func makeFiles() throws -> [String: Data] {
        let tool = try CommandLineTool()
        let tables = try SyntheticTables()
        let store = try Store.open(tool.store.path, space: tables.space, access: .readWrite)
        var summaries: [MeasuredDeviceSummary] = []
        var files: [String: Data] = [:]
        for name in ["boxed", "crate"] {
            let file = MeasurementFile(
                path: name, sha256: name, bytes: 1, format: "test",
                device: Device(name: name, title: "A box", hardware: "Test CPU 9000"),
                settings: MeasuringSettings(
                    identity: ["kernels": name], machineJSON: "{}", protocolJSON: "{}",
                    software: "0.1"),
                startedAt: 1_764_072_000,
                // Of three cells two, in the order of the published index.
                measurements: tables.space.architectures.filter {
                    tables.space.publishedIndex(of: $0) % 3 > 0
                }.map {
                    NetworkMeasurement(
                        architecture: $0, milliseconds: latency(of: $0, on: name, tables),
                        samples: [1, 1], measuredAt: 1_764_072_000)
                })
            _ = try store.importMeasurements(file, overwrite: false)
            let device = try MeasuredDevice(name, in: store) { _ in 0.01 }
            files["\(name).json"] = try device.json()
            summaries.append(device.summary)
        }
        files["devices.json"] = try MeasuredDeviceIndex(summaries).json()
        files["manifest.json"] = try BundleManifest(
            files.map { .init(file: $0.key, contents: $0.value, command: "make it", errors: [:]) }
        ).json()
        return files
    }

    private func run(_ arguments: String...) throws -> CommandLineTool.Outcome {
        try tool.run(arguments, environment: ["NAS_SEARCH_RESOURCES": resources.path])
    }

    @Test func predictedAgainstOracleWithoutAStore() throws {
        let outcome = try run(
            "compare", "--device", "boxed", "--latency", "op-count,oracle", "--json")
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        let object = try outcome.object()
        let rows = try #require(object["rows"] as? [[String: Any]])
        #expect(rows.compactMap { $0["latency_source"] as? String } == ["op-count", "oracle"])
        // The formula is additive but for ±2 %.
        let errors = rows.compactMap { $0["within10"] as? Double }
        #expect(errors.first ?? 0 > 0.95)
        let text = try run("compare", "--device", "boxed", "--latency", "op-count")
        #expect(
            text.output.contains(
                "bundled with the program, measured on Test CPU 9000, 2025-11-25"))
        #expect(!FileManager.default.fileExists(atPath: tool.store.path))
    }

    @Test func aSearchHasItsOracle() throws {
        let outcome = try run(
            "search", "--device", "boxed", "--budget", "60", "--latency", "op-count", "--json")
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        let object = try outcome.object()
        #expect((object["oracle_front"] as? [Any])?.isEmpty == false)
        let front = try #require(object["front"] as? [[String: Any]])
        let member = try #require(front.first { $0["oracle_latency_ms"] is Double })
        let index = try #require(member["index"] as? Int)
        let cell = try #require(tables.space.architecture(publishedIndex: index))
        let known = try #require(member["oracle_latency_ms"] as? Double)
        // One of the same graph may stand for it, whose ripple is another one.
        #expect(abs(known / tables.latency(of: cell) - 1) < 0.045)
    }

    @Test func itIsListedAsMeasured() throws {
        let object = try run("devices", "--json").object()
        let entries = try #require(object["devices"] as? [[String: Any]])
        let entry = try #require(
            entries.first { ($0["device"] as? [String: Any])?["name"] as? String == "boxed" })
        #expect(entry["origin"] as? String == "measured")
        // Two thirds were measured, and of the others those that are the same graph are known.
        let known = try #require(entry["latencies"] as? Int)
        #expect(known > 10_416 && known < 15_625)
        #expect(entry["bundled"] as? String == "Test CPU 9000, 2025-11-25")
        let shown = try run("devices", "show", "boxed")
        #expect(shown.output.contains("10,416 networks, 2 runs each, median standard error 1.00 %"))
        #expect(try run("data", "list").output.contains("latencies of boxed (measured)"))
    }

    @Test func theStoreCountsInstead() throws {
        try tool.write(tables.latencyCSV(devices: [("boxed", 3)]), to: "latency.csv")
        #expect(try run("data", "import", "latency.csv").status == 0)
        let cell = try #require(tables.space.architecture(publishedIndex: 9930))
        let object = try run(
            "predict", "--device", "boxed", "--latency", "oracle", "--json", "9930"
        ).object()
        let first = try #require((object["predictions"] as? [[String: Any]])?.first)
        let value = try #require(first["latency_ms"] as? Double)
        #expect(abs(value / tables.latency(of: cell, scale: 3) - 1) < 1e-6)
        #expect(try !run("devices", "show", "boxed").output.contains("Test CPU 9000"))
    }

    @Test func theGroupIsAPoolOfItsOwn() throws {
        let object = try run(
            "evaluate", "--pool", "own", "--latency", "transfer", "--samples", "5", "--repeats",
            "2",
            "--sampling", "chosen", "--json"
        ).object()
        let rows = try #require(object["rows"] as? [[String: Any]])
        #expect(rows.compactMap { $0["device"] as? String } == ["boxed", "crate"])
        let predicted = try run(
            "predict", "--device", "crate", "--latency", "transfer", "--pool", "own", "1")
        #expect(predicted.status == 0, Comment(rawValue: predicted.errors))
        #expect(predicted.output.contains("boxed"))
    }

    @Test func itCannotBeMeasuredHere() throws {
        for outcome in [
            try run("measure", "--device", "boxed", "9930"),
            try run("profile", "--device", "boxed"),
            try run("measure", "--device", "boxed", "9930", "--plan", "plan.jsonl"),
        ] {
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains("measured on the project's machine"))
        }
    }

    @Test func aDamagedFileIsNamed() throws {
        try Data("{".utf8).write(to: measured.appendingPathComponent("boxed.json"))
        let outcome = try run("compare", "--device", "boxed")
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains("Measured/boxed.json"))
        #expect(try run("devices").status == 0)
    }
}
