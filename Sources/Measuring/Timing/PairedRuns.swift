import Foundation

/// Runs of a network that took turns with runs of reference networks in one process, so close to
/// each other that both saw the same machine.
package struct PairedRuns: Sendable, Hashable, Codable {
    /// Milliseconds of the network's counted runs, one a turn, in order.
    package let network: [Float]
    /// Milliseconds of the references' counted runs, `[turns × references]`, row-major.
    package let references: [Float]

    /// Wraps runs.
    /// - Returns: Nil where there are none, where the references' are not one of each a turn, or
    ///   where one is not positive and finite.
    package init?(network: [Float], references: [Float]) {
        guard !network.isEmpty, !references.isEmpty, references.count % network.count == 0,
            (network + references).allSatisfy({ $0.isFinite && $0 > 0 })
        else { return nil }
        self.network = network
        self.references = references
    }

    /// Runs of the network, and of each reference.
    package var turns: Int { network.count }
    /// How many references there are.
    package var referenceCount: Int { references.count / network.count }

    /// What a few turns, one after the other, took at the machine's better moments among them.
    struct Block {
        /// Logarithm of the network's milliseconds.
        let network: Double
        /// Mean logarithm of the references' milliseconds.
        let references: Double

        /// The ratio's logarithm.
        var logRatio: Double { network - references }
    }

    /// Turns of one block: enough for a quartile, and a few milliseconds only.
    private static let turnsOfBlock = 5
    /// Fewer blocks than these tell no spread: few turns make smaller blocks.
    private static let fewestBlocks = 3
    /// Which of a block's runs stand for it. Somebody who takes the core away for a while makes a
    /// run longer, of either side, and never shorter.
    private static let quantile = 0.25

    /// The turns in blocks, a last one that is not full left out.
    var blocks: [Block] {
        zip(Self.blocks(of: turns), referenceLevels).map { turns, level in
            Block(network: Self.level(turns.map { network[$0] }), references: level)
        }
    }

    private static func blocks(of turns: Int) -> [Range<Int>] {
        let size = max(1, min(turnsOfBlock, turns / fewestBlocks))
        return stride(from: 0, to: turns - size + 1, by: size).map { $0..<($0 + size) }
    }

    private static func level(_ runs: [Float]) -> Double {
        let sorted = runs.map { Double($0) }.sorted()
        let position = quantile * Double(sorted.count - 1)
        let lower = Int(position)
        let upper = min(lower + 1, sorted.count - 1)
        return log(sorted[lower] + (position - Double(lower)) * (sorted[upper] - sorted[lower]))
    }

    /// Mean logarithms of the references' milliseconds, one a block, in order of time.
    package var referenceLevels: [Double] { Self.referenceLevels(of: references, turns: turns) }

    /// The same of the references' runs alone.
    /// - Parameter references: `[turns × references]`, row-major, in milliseconds.
    package static func referenceLevels(of references: [Float], turns: Int) -> [Double] {
        guard turns > 0, !references.isEmpty, references.count % turns == 0 else { return [] }
        let count = references.count / turns
        return blocks(of: turns).map { turns in
            let levels = (0..<count).map { reference in
                level(turns.map { references[$0 * count + reference] })
            }
            return levels.reduce(0, +) / Double(count)
        }
    }

    private enum CodingKeys: String, CodingKey { case network, references }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard
            let runs = PairedRuns(
                network: try container.decode([Float].self, forKey: .network),
                references: try container.decode([Float].self, forKey: .references))
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .references, in: container,
                debugDescription: "expected positive finite milliseconds, one of each a turn")
        }
        self = runs
    }
}
