import Architectures
import TestSupport
import Testing

@testable import PublishedFormats

/// What columns are taken for, by their headings. The numbers are 1 throughout, so that a value is what
/// a unit is in milliseconds.
@Suite struct ColumnTests {
    let space: SearchSpace

    init() throws { space = try SearchSpace.nasBench201() }

    private func read(_ headings: [String], unit: LatencyUnit? = nil) throws -> FileContents {
        let quoted = headings.map { "\"\($0)\"" }.joined(separator: ",")
        let text = "index,\(quoted)\n7,\(headings.map { _ in "1" }.joined(separator: ","))\n"
        let table = CSVTable(
            space: space, text: ArchitectureText(space: space), options: ReadOptions(unit: unit),
            device: "file")
        return try Array(text.utf8).withUnsafeBufferPointer { try table.read($0) }
    }

    private func latencies(_ contents: FileContents) throws -> [String: Double] {
        let cell = try #require(space.architecture(publishedIndex: 7))
        var found: [String: Double] = [:]
        for table in contents.tables {
            if case .latency(let device) = table.quantity { found[device] = table[cell] }
        }
        return found
    }

    @Test(arguments: [
        ("latency_us", "file", 1e-3), ("latency (us)", "file", 1e-3),
        ("latency [ns]", "file", 1e-6),
        ("Latency [µs]", "file", 1e-3), ("latency (μs)", "file", 1e-3), ("t_ms", "file", 1),
        ("latency/ms", "file", 1), ("latency / s", "file", 1000), ("latency_s", "file", 1000),
        ("latencyMs", "file", 1), ("latency in ms", "file", 1), ("latency, us", "file", 1e-3),
        ("inference_time_ns", "file", 1e-6), ("time (seconds)", "file", 1000),
        ("duration_msec", "file", 1), ("ms", "file", 1), ("latency", "file", 1),
        ("my-phone_latency_us", "my-phone", 1e-3), ("my-phone_latency", "my-phone", 1),
        ("my-phone_ns", "my-phone", 1e-6), ("my-phone (us)", "my-phone", 1e-3),
        ("my-phone [s]", "my-phone", 1000), ("my-phone", "my-phone", 1),
        ("my.phone_ms", "my.phone", 1), ("edge-tpu-s", "edge-tpu-s", 1),
        ("iphone_15_pro_max", "iphone_15_pro_max", 1), ("titan_rtx_1", "titan_rtx_1", 1),
        ("sd_855", "sd_855", 1), ("latency_mean", "file", 1), ("mean_latency_us", "file", 1e-3),
        ("latency_us_median", "file", 1e-3), ("my-phone_avg_ns", "my-phone", 1e-6),
        ("latency_ms (mean)", "file", 1), ("my-phone-latency", "my-phone", 1),
    ])
    func unitsInHeadings(heading: String, device: String, milliseconds: Double) throws {
        let contents = try read([heading])
        let found = try latencies(contents)
        #expect(found.keys.sorted() == [device])
        #expect(isClose(found[device] ?? 0, milliseconds, relative: 1e-12))
        #expect(contents.units[device]?.millisecondsPerUnit == milliseconds)
    }

    @Test func theUnitIsForHeadingsThatNameNone() throws {
        let contents = try read(["a", "b_latency", "c_ms"], unit: .microseconds)
        #expect(try latencies(contents) == ["a": 1e-3, "b": 1e-3, "c": 1])
    }

    @Test(arguments: [
        "latency (cycles)", "latency_cycles", "latency [ticks]", "latency/frame", "phone (min)",
        "latency_gpu", "energy (kWh)",
    ])
    func unknownUnitsAreRefused(heading: String) {
        let problem = #expect(throws: ContentProblem.self) { try read([heading]) }
        #expect(problem?.kind == .damaged)
        #expect(problem?.reason.contains("is no unit that is known") == true)
        #expect(problem?.remedy.contains("NAME_latency_ms") == true)
    }

    /// Beside a latency, nothing else becomes a device, and all of it is named.
    @Test(arguments: [
        "latency_std", "std", "stddev", "runs", "seed", "temperature_c", "clock (MHz)", "mean",
        "max",
        "p99", "latency_p95_ms", "latency_min", "params", "flops", "macs", "Params (M)", "accuracy",
        "cifar10-val", "cifar10_valid", "cifar100-test", "val_acc", "top1", "user", "command",
        "timestamp", "threads", "batch_size", "memory_mb", "power_w", "whatever",
        "average_hw_metric",
        "x_arithmetic_intensity", "training_time", "throughput (fps)", "hostname",
    ])
    func columnsThatAreNoDeviceArePassedOverByName(heading: String) throws {
        let contents = try read(["latency", heading])
        #expect(contents.tables.map(\.quantity) == [.latency(device: "file")])
        #expect(contents.notes.count == 1)
        #expect(contents.notes[0].contains("'\(heading)'"))
    }

    @Test func statisticsOfANamedDevice() throws {
        let contents = try read([
            "phone_median_us", "phone_mean_us", "phone_std_us", "phone_max_us", "phone_min_us",
            "tv",
        ])
        #expect(try latencies(contents) == ["phone": 1e-3, "tv": 1])
        #expect(contents.notes.contains { $0.contains("'phone_median_us' is taken") })
        #expect(
            contents.notes.contains { $0.contains("'phone_mean_us'") && $0.contains("passed over") }
        )
        let plain = try read(["phone", "phone_mean", "phone_max"])
        #expect(try latencies(plain) == ["phone": 1])
        #expect(plain.notes.joined().contains("'phone_mean'"))
    }

    /// hyperfine's columns say neither the device nor the unit.
    @Test(arguments: [
        ["mean", "stddev", "median", "user", "system", "min", "max"], ["accuracy"],
        ["runs", "seed"],
        ["cifar10-val", "cifar10-test"],
    ])
    func nothingButOtherColumnsIsRefused(headings: [String]) {
        let problem = #expect(throws: ContentProblem.self) { try read(headings) }
        #expect(problem?.position == "line 1, column 2")
        for heading in headings { #expect(problem?.reason.contains("'\(heading)'") == true) }
    }

    @Test func headingsThatHoldTheSameAreRefused() {
        let problem = #expect(throws: ContentProblem.self) {
            try read(["latency_us", "latency_ms"])
        }
        #expect(problem?.reason.contains("holds the same as column 2") == true)
    }

    @Test func energiesHaveUnitsToo() throws {
        let contents = try read(["a_energy", "b_energy_mj", "c_energy (J)", "d_energy_uj"])
        let cell = try #require(space.architecture(publishedIndex: 7))
        #expect(
            contents.tables.map(\.quantity) == ["a", "b", "c", "d"].map { .energy(device: $0) })
        #expect(contents.tables.map { $0[cell] } == [1, 1, 1000, 1e-3])
    }

    @Test func headingsThatAreNotUTF8AreRefused() {
        let bytes = Array("index,ger".utf8) + [0xE4] + Array("t\n7,1\n".utf8)
        let table = CSVTable(
            space: space, text: ArchitectureText(space: space), options: ReadOptions(),
            device: "file")
        let problem = #expect(throws: ContentProblem.self) {
            try bytes.withUnsafeBufferPointer { try table.read($0) }
        }
        #expect(problem?.position == "line 1, column 2")
        #expect(problem?.reason.contains("not UTF-8") == true)
    }
}
