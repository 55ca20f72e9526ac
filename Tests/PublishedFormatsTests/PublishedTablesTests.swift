import Architectures
import Foundation
import TestSupport
import Testing

@testable import PublishedFormats

/// The readers on the files as they are published.
@Suite(.enabled(if: PublishedData.isAvailable, Comment(rawValue: PublishedData.absence)))
struct PublishedTablesTests {
    let space: SearchSpace
    let reader: PublishedReader
    let folder: URL

    init() throws {
        space = try SearchSpace.nasBench201()
        reader = PublishedReader(space: space)
        folder = try #require(PublishedData.folder)
    }

    private func read(_ name: String) throws -> PublishedFile {
        try #require(try reader.read(folder.appendingPathComponent(name)).files.first)
    }

    private func tables(_ name: String) throws -> [Quantity: ObjectiveTable] {
        Dictionary(
            uniqueKeysWithValues: try read(name).tables.map { ($0.quantity, $0) })
    }

    /// The largest relative difference where both have a value, and how many that are.
    /// - Parameter absolute: The difference that rounding explains.
    private func compare(
        _ one: ObjectiveTable, _ two: ObjectiveTable, absolute: Double = 0
    ) -> (worst: Double, count: Int) {
        var worst = 0.0
        var count = 0
        for (a, b) in zip(one.values, two.values) where !a.isNaN && !b.isNaN {
            count += 1
            if abs(a - b) <= absolute { continue }
            worst = max(worst, abs(a - b) / max(abs(a), abs(b), 1e-300))
        }
        return (worst, count)
    }

    @Test func accuracies() throws {
        let file = try read("nasbench201/accuracy.csv")
        #expect(file.rows == 15_625)
        #expect(file.tables.count == 12)
        // data/README.md: the maxima of the test accuracies and where they are.
        for (dataset, index, maximum) in [
            ("cifar10", 6111, 94.3733), ("cifar100", 9930, 73.5133),
            ("imagenet16-120", 857, 47.3111),
        ] {
            let key = AccuracyKey(dataset: dataset, split: .test, epochs: 200)
            let table = try #require(file.tables.first { $0.quantity == .accuracy(key) })
            #expect(table.values.max() == maximum)
            #expect(table[try #require(space.architecture(publishedIndex: index))] == maximum)
        }
    }

    @Test func latenciesOfHELP() throws {
        let csv = try tables("nasbench201/latency_help.csv")
        #expect(csv.count == 25)
        for device in ["fpga", "gold_6226", "samsung_a50", "titan_rtx_1", "titan_rtx_256"] {
            let quantity = Quantity.latency(device: device)
            let raw = try #require(try tables("raw/help/\(device).pt")[quantity])
            let (worst, count) = compare(raw, try #require(csv[quantity]))
            #expect(count == 15_625)
            #expect(worst <= 1e-5, "\(device)")
        }
        #expect(try read("raw/help/str_arch2idx.pt").format == .helpOrder)
    }

    @Test func latenciesOfLatBench() throws {
        let csv = try tables("nasbench201/latency_latbench.csv")
        #expect(csv.count == 13)
        for device in [
            "desktop-cpu-core-i7-7820x-fp32", "mobile-cpu-snapdragon-855-kryo-485-int8",
        ] {
            let quantity = Quantity.latency(device: device)
            let raw = try #require(try tables("raw/latbench/\(device).pickle")[quantity])
            let (worst, count) = compare(raw, try #require(csv[quantity]))
            #expect(count == 15_284)
            #expect(raw.covered.count == 15_284)
            #expect(worst <= 1e-5, "\(device)")
        }
    }

    @Test func energiesOfHWNASBench() throws {
        let csv = try tables("nasbench201/hwnasbench_cifar10.csv")
        #expect(
            Set(csv.keys) == [
                .latency(device: "edgegpu"), .energy(device: "edgegpu"),
                .latency(device: "edgetpu"), .energy(device: "eyeriss"), .energy(device: "fpga"),
            ])
        let first = try #require(space.architecture(publishedIndex: 1))
        #expect(csv[.energy(device: "edgegpu")]?[first] == 29.9971)
        #expect(csv[.energy(device: "edgegpu")]?.covered.count == 12_554)
    }

    @Test func accuraciesOfMiniNASBench() throws {
        let csv = try tables("nasbench201/accuracy.csv")
        let raw = try read("raw/mini_nasbench/mini-bench-arch-cell-accs.pd")
        #expect(raw.format == .miniNASBench)
        #expect(raw.tables.count == 6)
        for table in raw.tables {
            // Four decimals in the CSV: chance on ImageNet16-120, 1/120, is 0.8333 %.
            let (worst, count) = compare(
                table, try #require(csv[table.quantity]), absolute: 0.5e-4)
            #expect(count == 15_625)
            #expect(worst <= 1e-5, "\(table.quantity)")
        }
    }

    @Test func resultsOfNATSBench() throws {
        let csv = try tables("nasbench201/accuracy.csv")
        let batch = try reader.read(folder.appendingPathComponent("raw/nats_bench"))
        #expect(batch.files.map(\.format) == [.natsBench, .natsBenchMeta])
        let file = batch.files[0]
        #expect(file.rows == 3)
        var means = 0
        for table in file.tables {
            guard let known = csv[table.quantity] else { continue }
            let (worst, count) = compare(table, known)
            #expect(count == 3)
            #expect(worst <= 1e-5, "\(table.quantity)")
            means += 1
        }
        #expect(means == 12)
        // DESIGN.md: parameters and MFLOPs of indices 0, 11 and 284 on CIFAR-10.
        for (index, parameters, flops) in [
            (0, 0.129306, 15.64737), (11, 0.802426, 113.95137), (284, 0.101306, 11.71521),
        ] {
            let architecture = try #require(space.architecture(publishedIndex: index))
            let values = file.tables.filter {
                $0.quantity == .parameters(dataset: "cifar10")
                    || $0.quantity == .flops(dataset: "cifar10")
            }.map { $0[architecture] }
            #expect(values == [parameters, flops])
        }
        // Seeds: 3 of each run after 200 epochs, 1 or 2 after 12.
        let seeds = file.tables.compactMap { table -> Int? in
            guard case .accuracy(let key) = table.quantity else { return nil }
            return key.seed
        }
        #expect(Set(seeds) == [111, 777, 888, 999])
    }
}
