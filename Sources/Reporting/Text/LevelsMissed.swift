/// What a latency regret leaves out: accuracies of the exact front that nothing found reaches.
struct LevelsMissed {
    private let fronts: [(name: String, missed: Int)]

    /// Takes every front's name and how many it misses.
    init(_ fronts: [(name: String, missed: Int)]) {
        self.fronts = fronts.filter { $0.missed > 0 }
    }

    /// The sentence under a table of regrets; none where nothing is missed.
    var lines: [String] {
        guard !fronts.isEmpty else { return [] }
        let list = fronts.map { "\($0.name) \($0.missed)" }.joined(separator: ", ")
        return [
            "  regret is the mean over accuracies of the exact front that are reached; not reached: "
                + list
        ]
    }
}
