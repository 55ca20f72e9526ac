/// Every run of some turns of a network with its references, in the order in which they ran.
///
/// A turn is a slot of each: its runs one after the other. Of a slot's three runs the faster one of the
/// last two counts; ``counted`` are those, so that a ratio can be computed anew from what is kept.
package struct TurnRuns: Sendable, Hashable, Codable {
    /// What ran in each slot: the references by their positions from 0 on, the network last.
    package private(set) var order: [UInt8]
    /// Milliseconds of every run, ``runsOfSlot`` a slot.
    package private(set) var milliseconds: [Float]

    /// Runs of each in a turn.
    package static let runsOfSlot = 3
    /// The most things that take turns.
    private static let mostThings = 16

    /// Wraps runs.
    /// - Returns: Nil where a turn has not one slot of each, a slot not its runs, or where a run is not
    ///   positive and finite.
    package init?(order: [UInt8], milliseconds: [Float]) {
        let things = Int(order.max() ?? 0) + 1
        guard (2...Self.mostThings).contains(things), order.count % things == 0,
            milliseconds.count == order.count * Self.runsOfSlot,
            milliseconds.allSatisfy({ $0.isFinite && $0 > 0 })
        else { return nil }
        for start in stride(from: 0, to: order.count, by: things) {
            let turn = order[start..<(start + things)].reduce(0) { $0 | (UInt32(1) << $1) }
            guard turn == (1 << UInt32(things)) - 1 else { return nil }
        }
        self.order = order
        self.milliseconds = milliseconds
    }

    /// The same with the runs of later turns; nil where other things took turns.
    func appending(_ later: TurnRuns) -> TurnRuns? {
        TurnRuns(order: order + later.order, milliseconds: milliseconds + later.milliseconds)
    }

    /// What takes turns: the references and the network.
    private var things: Int { Int(order.max() ?? 0) + 1 }

    /// How many turns there are.
    package var turns: Int { order.count / things }

    /// The runs that count. The first run finds the caches as another network left them; of the two
    /// others the faster one counts: programs that share the core leave caches cold as well, for large
    /// networks longer than for small ones. (On a host with ten times more work than cores, two trials
    /// then differ by 0.7 % in the median and 5.8 % for nine tenths, by 1.2 % and 7.0 % where the second
    /// of two runs counts.)
    package var counted: PairedRuns? {
        let things = things
        var network = [Float](repeating: 0, count: turns)
        var references = [Float](repeating: 0, count: turns * (things - 1))
        for (slot, thing) in order.enumerated() {
            let start = slot * Self.runsOfSlot
            let counts = min(milliseconds[start + 1], milliseconds[start + 2])
            let turn = slot / things
            if Int(thing) == things - 1 {
                network[turn] = counts
            } else {
                references[turn * (things - 1) + Int(thing)] = counts
            }
        }
        return PairedRuns(network: network, references: references)
    }

    private enum CodingKeys: String, CodingKey { case order, milliseconds }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard
            let runs = TurnRuns(
                order: try container.decode([UInt8].self, forKey: .order),
                milliseconds: try container.decode([Float].self, forKey: .milliseconds))
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .order, in: container,
                debugDescription: "expected turns of each, and positive finite milliseconds")
        }
        self = runs
    }
}
