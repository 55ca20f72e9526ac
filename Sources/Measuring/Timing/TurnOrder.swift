import Architectures

/// In which order a network and its references run.
///
/// In every turn each of them runs three times, one after the other, and the turn's order is drawn
/// anew, so that nothing that comes back regularly meets one of them more often.
struct TurnOrder {
    /// What runs in each slot, by position, the network being the last.
    let slots: [UInt8]
    /// What runs, by position: every slot's runs.
    var positions: [Int] {
        slots.flatMap { [Int](repeating: Int($0), count: TurnRuns.runsOfSlot) }
    }

    /// - Parameter count: How many things run: the references and the network.
    init(turns: Int, of count: Int, using generator: inout some RandomNumberGenerator) {
        slots = (0..<turns).flatMap { _ in
            (0..<count).shuffled(using: &generator).map(UInt8.init)
        }
    }

    /// The runs in this order.
    /// - Parameter milliseconds: Of every run.
    /// - Returns: Nil where they are not as many, or one is not positive and finite.
    func runs(_ milliseconds: [Double]) -> TurnRuns? {
        TurnRuns(order: slots, milliseconds: milliseconds.map(Float.init))
    }
}
