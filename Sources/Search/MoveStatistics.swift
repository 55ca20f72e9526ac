/// How often each kind of move led to the front: adaptive operator selection by probability
/// matching (Thierens, 2005, doi:10.1145/1068009.1068251).
///
/// A kind of move is the operator that an edge loses, the one that it gets, and whether the edge is
/// dead in both cells, so that the network stays the same function. The rates say which moves have
/// been worth trying so far, nothing about any particular architecture.
struct MoveStatistics: Sendable, Equatable {
    private let operatorCount: Int
    private var uses: [Double]
    private var successes: [Double]
    /// `rates[kind]`: the estimated success rate, shrunk towards the mean rate of
    /// all kinds as if each had been tried once more.
    private(set) var rates: [Double]

    init(operatorCount: Int) {
        self.operatorCount = operatorCount
        uses = [Double](repeating: 0, count: 2 * operatorCount * operatorCount)
        successes = uses
        rates = [Double](repeating: 1, count: uses.count)
    }

    func kind(from: Int, to: Int, isDead: Bool) -> Int {
        (isDead ? operatorCount + from : from) * operatorCount + to
    }

    mutating func record(kind: Int, isSuccess: Bool) {
        uses[kind] += 1
        if isSuccess { successes[kind] += 1 }
        let mean = (successes.reduce(0, +) + 1) / (uses.reduce(0, +) + 5)
        for kind in rates.indices { rates[kind] = (successes[kind] + mean) / (uses[kind] + 1) }
    }
}
