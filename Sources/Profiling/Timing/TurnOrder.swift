import Architectures

/// In which order a network and its references run.
///
/// In every turn each of them runs twice, one after the other, and the turn's order is drawn anew, so
/// that nothing that comes back regularly meets one of them more often. Of the two runs the second
/// counts: the first one finds the caches as another network left them.
struct TurnOrder {
    /// What runs, by position, the network being the last.
    let positions: [Int]
    private let count: Int

    /// - Parameter count: How many things run: the references and the network.
    init(turns: Int, of count: Int, using generator: inout some RandomNumberGenerator) {
        self.count = count
        positions = (0..<turns).flatMap { _ in
            (0..<count).shuffled(using: &generator).flatMap { [$0, $0] }
        }
    }

    /// The counted times of each, `[turns × count]`, row-major, of the times of all runs.
    func counted(_ milliseconds: [Double]) -> [Double] {
        var counted = [Double](repeating: 0, count: positions.count / 2)
        for index in stride(from: 1, to: positions.count, by: 2) {
            let turn = index / (2 * count)
            counted[turn * count + positions[index]] = milliseconds[index]
        }
        return counted
    }
}
