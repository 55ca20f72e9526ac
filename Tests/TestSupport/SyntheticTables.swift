import Architectures
import Foundation

/// Tables of the whole space made from formulas, for tests that need an oracle: nobody's data.
package struct SyntheticTables: Sendable {
    /// The space.
    package let space: SearchSpace

    /// Reads the space.
    package init() throws {
        space = try SearchSpace.nasBench201()
    }

    /// Latency in milliseconds: 2 + 0.1 a skip, 0.4 a 1×1, 0.9 a 3×3 convolution, 0.3 a pooling,
    /// with a ripple of ±2 % that depends on the index.
    package func latency(of architecture: Architecture, scale: Double = 1) -> Double {
        let costs = [0, 0.1, 0.4, 0.9, 0.3]
        let sum = space.operatorIndices(of: architecture).reduce(2) { $0 + costs[$1] }
        let ripple = Double((space.publishedIndex(of: architecture) * 7919) % 401) / 401 - 0.5
        return scale * sum * (1 + 0.04 * ripple)
    }

    /// Accuracy in percent: rises with live convolutions, with a ripple of ±1 point.
    package func accuracy(of architecture: Architecture) -> Double {
        let gains = [0, 2.0, 6, 9, 3]
        let live = space.liveEdges(of: architecture)
        let sum = zip(space.operatorIndices(of: architecture), live)
            .reduce(12) { $0 + ($1.1 ? gains[$1.0] : 0) }
        let ripple = Double((space.publishedIndex(of: architecture) * 6007) % 503) / 503 - 0.5
        return sum + 2 * ripple
    }

    /// Energy in millijoules: 5 + 1 a skip, 3 a 1×1, 11 a 3×3 convolution, 9 a pooling, with a ripple
    /// of ±1 %: other cells are on a front of it than on one of the latencies.
    package func energy(of architecture: Architecture) -> Double {
        let costs = [0, 1.0, 3, 11, 9]
        let sum = space.operatorIndices(of: architecture).reduce(5) { $0 + costs[$1] }
        let ripple = Double((space.publishedIndex(of: architecture) * 4447) % 307) / 307 - 0.5
        return sum * (1 + 0.02 * ripple)
    }

    /// `index,devA,devB` for all architectures.
    package func latencyCSV(devices: [(name: String, scale: Double)]) -> String {
        var text = "index," + devices.map(\.name).joined(separator: ",") + "\n"
        for index in 0..<space.count {
            guard let architecture = space.architecture(publishedIndex: index) else { continue }
            let cells = devices.map { String(latency(of: architecture, scale: $0.scale)) }
            text += "\(index),\(cells.joined(separator: ","))\n"
        }
        return text
    }

    /// `index,cifar100_valid_200,cifar100_test_200` for all architectures.
    package func accuracyCSV() -> String {
        var text = "index,cifar100_valid_200,cifar100_test_200\n"
        for index in 0..<space.count {
            guard let architecture = space.architecture(publishedIndex: index) else { continue }
            let value = accuracy(of: architecture)
            text += "\(index),\(value),\(value - 0.5)\n"
        }
        return text
    }
}
