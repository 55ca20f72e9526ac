import Architectures

/// In which order a network and its references run.
///
/// In every turn each of them runs three times, one after the other, and the turn's order is drawn
/// anew, so that nothing that comes back regularly meets one of them more often. The first run finds
/// the caches as another network left them; of the two others the faster one counts: programs that
/// share the core leave caches cold as well, for large networks longer than for small ones. (On a host
/// with ten times more work than cores, two looks then differ by 0.7 % in the median and 5.8 % for
/// nine tenths, by 1.2 % and 7.0 % where the second of two runs counts.)
struct TurnOrder {
    /// What runs, by position, the network being the last.
    let positions: [Int]
    /// Runs of each in a turn.
    static let runsOfTurn = 3
    private let count: Int

    /// - Parameter count: How many things run: the references and the network.
    init(turns: Int, of count: Int, using generator: inout some RandomNumberGenerator) {
        self.count = count
        positions = (0..<turns).flatMap { _ in
            (0..<count).shuffled(using: &generator).flatMap {
                [Int](repeating: $0, count: Self.runsOfTurn)
            }
        }
    }

    /// The counted times of each, `[turns × count]`, row-major, of the times of all runs.
    func counted(_ milliseconds: [Double]) -> [Double] {
        let runs = Self.runsOfTurn
        var counted = [Double](repeating: 0, count: positions.count / runs)
        for start in stride(from: 0, to: positions.count, by: runs) {
            let turn = start / (runs * count)
            counted[turn * count + positions[start]] = min(
                milliseconds[start + 1], milliseconds[start + 2])
        }
        return counted
    }
}
