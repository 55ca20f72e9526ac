import Measuring
import TabularStore

extension TrialRuns {
    /// Runs as the store keeps them.
    init(_ runs: TurnRuns) {
        self.init(order: runs.order, milliseconds: runs.milliseconds)
    }

    /// The runs as the rule for those that count reads them; nil where they are no turns.
    var turns: TurnRuns? { TurnRuns(order: order, milliseconds: milliseconds) }

    /// Whether the rule tells the counted runs that were kept beside them.
    /// - Parameters:
    ///   - references: `[turns × references]`, row-major.
    ///   - network: Nil where the references ran alone: something of theirs was the network.
    func tell(references: [Float], network: [Float]?) -> Bool {
        guard let counted = turns?.counted else { return false }
        return counted.references == references && network.map { $0 == counted.network } ?? true
    }
}
