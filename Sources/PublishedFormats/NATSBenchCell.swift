import Architectures

/// What NATS-Bench publishes of one architecture.
struct NATSBenchCell: Sendable {
    /// The architecture.
    let architecture: Architecture
    /// Its values, each quantity once.
    var values: [(quantity: Quantity, value: Double)]
}
