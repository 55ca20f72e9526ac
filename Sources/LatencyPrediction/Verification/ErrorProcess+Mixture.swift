import Foundation

extension ErrorProcess {
    /// Shares of the variance of standardised errors; they sum to 1.
    struct Mixture: Sendable {
        /// Common to all cells.
        var common: Double
        /// Shared by cells of similar operator counts.
        var counts: Double
        /// Shared by cells that agree on most edges.
        var edges: Double
        /// A cell's own.
        var own: Double

        /// What the likelihood chooses from.
        static let grid: [Mixture] = [0.1, 0.4, 0.8].flatMap { own in
            [(0.6, 0.2, 0.2), (0.2, 0.6, 0.2), (0.2, 0.2, 0.6)].map {
                Mixture(
                    common: $0.0 * (1 - own), counts: $0.1 * (1 - own), edges: $0.2 * (1 - own),
                    own: own)
            }
        }

        /// The covariance as tables over the differences that there can be.
        var tables: KernelTables {
            KernelTables(
                byEdges: (0..<64).map { common + edges * exp(-Double($0) / 1.5) },
                byCounts: (0..<512).map { counts * exp(-Double($0) / 8) })
        }
    }

    /// The covariance of two cells' standardised errors, looked up.
    struct KernelTables: Sendable {
        fileprivate let byEdges: [Double]
        fileprivate let byCounts: [Double]

        func covariance(_ difference: CellDistances.Difference) -> Double {
            byEdges[min(difference.edges, byEdges.count - 1)]
                + byCounts[min(difference.counts, byCounts.count - 1)]
        }
    }
}
