import Architectures

/// What NATS-Bench publishes of one architecture.
struct NATSBenchCell: Sendable {
    /// A cost of which the training runs of one architecture record different values.
    struct Disagreement: Sendable {
        /// Which cost.
        let quantity: Quantity
        /// The first value, which the others differ from.
        let first: Double
        /// A value that differs from it.
        let other: Double
    }

    /// The architecture.
    let architecture: Architecture
    /// Its values, each quantity once.
    private(set) var values: [(quantity: Quantity, value: Double)] = []
    /// What its runs don't agree on, each quantity once. No value of these is kept.
    private(set) var disagreements: [Disagreement] = []
    private var positions: [Quantity: Int] = [:]

    init(architecture: Architecture) {
        self.architecture = architecture
    }

    /// Keeps a value.
    mutating func add(_ quantity: Quantity, _ value: Double) {
        positions[quantity] = values.count
        values.append((quantity, value))
    }

    /// Keeps a value that every run states anew, so long as they state the same.
    mutating func addRepeated(_ quantity: Quantity, _ value: Double) {
        guard let position = positions[quantity] else { return add(quantity, value) }
        let known = values[position].value
        guard !known.agrees(with: value), !known.isNaN else { return }
        disagreements.append(Disagreement(quantity: quantity, first: known, other: value))
        values[position].value = .nan
    }
}

extension Double {
    /// Whether two published values are the same but for their number of digits.
    func agrees(with other: Double) -> Bool {
        abs(self - other) <= 1e-5 * max(abs(self), abs(other))
    }
}
