/// What a network is trained on: a cell, a device (or one way of describing it), and what is to come
/// out.
struct TrainingRows: Sendable {
    /// Cells, by their codes.
    var cells: [Int] = []
    /// Rows of the descriptor table.
    var devices: [Int] = []
    /// What is to come out.
    var targets: [Float] = []
    /// How much each counts.
    var weights: [Float] = []

    /// Number of rows.
    var count: Int { cells.count }

    /// Adds rows of one device.
    mutating func append(cells: [Int], device: Int, targets: [Float], weight: Float) {
        precondition(cells.count == targets.count, "a target a cell")
        self.cells += cells
        devices += [Int](repeating: device, count: cells.count)
        self.targets += targets
        weights += [Float](repeating: weight, count: cells.count)
    }

    /// The weight of a sample of a set: 1/√size (MAPLE, section 3.4).
    static func weight(setSize: Int) -> Float { 1 / Float(max(1, setSize)).squareRoot() }
}
