import Architectures
import Foundation
import Testing

/// Tables of the whole space made from formulas, for tests that need an oracle: nobody's data.
struct SyntheticTables {
    let space: SearchSpace

    init() throws {
        space = try SearchSpace.nasBench201()
    }

    /// Latency in milliseconds: 2 + 0.1 a skip, 0.4 a 1×1, 0.9 a 3×3 convolution, 0.3 a pooling,
    /// with a ripple of ±2 % that depends on the index.
    func latency(of architecture: Architecture, scale: Double = 1) -> Double {
        let costs = [0, 0.1, 0.4, 0.9, 0.3]
        let sum = space.operatorIndices(of: architecture).reduce(2) { $0 + costs[$1] }
        let ripple = Double((space.publishedIndex(of: architecture) * 7919) % 401) / 401 - 0.5
        return scale * sum * (1 + 0.04 * ripple)
    }

    /// Accuracy in percent: rises with live convolutions, with a ripple of ±1 point.
    func accuracy(of architecture: Architecture) -> Double {
        let gains = [0, 2.0, 6, 9, 3]
        let live = space.liveEdges(of: architecture)
        let sum = zip(space.operatorIndices(of: architecture), live)
            .reduce(12) { $0 + ($1.1 ? gains[$1.0] : 0) }
        let ripple = Double((space.publishedIndex(of: architecture) * 6007) % 503) / 503 - 0.5
        return sum + 2 * ripple
    }

    /// Energy in millijoules: 5 + 1 a skip, 3 a 1×1, 11 a 3×3 convolution, 9 a pooling, with a ripple
    /// of ±1 %: other cells are on a front of it than on one of the latencies.
    func energy(of architecture: Architecture) -> Double {
        let costs = [0, 1.0, 3, 11, 9]
        let sum = space.operatorIndices(of: architecture).reduce(5) { $0 + costs[$1] }
        let ripple = Double((space.publishedIndex(of: architecture) * 4447) % 307) / 307 - 0.5
        return sum * (1 + 0.02 * ripple)
    }

    /// `index,devA,devB` for all architectures.
    func latencyCSV(devices: [(name: String, scale: Double)]) -> String {
        var text = "index," + devices.map(\.name).joined(separator: ",") + "\n"
        for index in 0..<space.count {
            guard let architecture = space.architecture(publishedIndex: index) else { continue }
            let cells = devices.map { String(latency(of: architecture, scale: $0.scale)) }
            text += "\(index),\(cells.joined(separator: ","))\n"
        }
        return text
    }

    /// `index,cifar100_valid_200,cifar100_test_200` for all architectures.
    func accuracyCSV() -> String {
        var text = "index,cifar100_valid_200,cifar100_test_200\n"
        for index in 0..<space.count {
            guard let architecture = space.architecture(publishedIndex: index) else { continue }
            let value = accuracy(of: architecture)
            text += "\(index),\(value),\(value - 0.5)\n"
        }
        return text
    }
}

extension CommandLineTool {
    /// Takes the energies of `alpha` in.
    func importEnergies(_ tables: SyntheticTables) throws {
        var text = "index,alpha_energy\n"
        for index in 0..<tables.space.count {
            guard let cell = tables.space.architecture(publishedIndex: index) else { continue }
            text += "\(index),\(tables.energy(of: cell))\n"
        }
        try write(text, to: "energy.csv")
        let outcome = try run("data", "import", "energy.csv")
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
    }

    /// Takes the tables in: devices `alpha` and, 3.5 times as slow, `beta`; accuracies of CIFAR-100.
    func importTables(_ tables: SyntheticTables) throws {
        try write(tables.latencyCSV(devices: [("alpha", 1), ("beta", 3.5)]), to: "latency.csv")
        try write(tables.accuracyCSV(), to: "accuracy.csv")
        let outcome = try run("data", "import", "latency.csv", "accuracy.csv")
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
    }
}
