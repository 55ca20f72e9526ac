import Architectures

/// Random changes of cells on dense numbers, with the digits of the whole space at hand.
///
/// They run a few times for every evaluation: hence no call into another module for each edge.
struct CellVariation: Sendable, Equatable {
    /// Number of edges of a cell.
    let edgeCount: Int
    /// Number of operators that an edge can hold.
    let operatorCount: Int
    /// Number of cells.
    let count: Int
    /// `[cells × edges]`: the operator on each edge.
    private let digits: [UInt8]
    /// The place value of each edge.
    private let weights: [Int]
    /// The operator that carries nothing; nil where the space has none.
    private let zero: Int?

    init(space: SearchSpace) {
        precondition(space.operators.count <= 256, "more operators than fit a byte")
        edgeCount = space.edges.count
        operatorCount = space.operators.count
        count = space.count
        zero = space.operators.firstIndex { $0.kind == .zero }
        var weights = [Int](repeating: 1, count: edgeCount)
        for edge in weights.indices.dropLast().reversed() {
            weights[edge] = weights[edge + 1] * operatorCount
        }
        self.weights = weights
        // Counts upwards like an odometer: a division for each digit would take as long as a search.
        var digits: [UInt8] = []
        digits.reserveCapacity(count * edgeCount)
        var current = [UInt8](repeating: 0, count: edgeCount)
        for _ in 0..<count {
            digits += current
            var edge = edgeCount - 1
            while edge >= 0, Int(current[edge]) == operatorCount - 1 {
                current[edge] = 0
                edge -= 1
            }
            if edge >= 0 { current[edge] += 1 }
        }
        self.digits = digits
    }

    /// The operator on an edge of a cell.
    func digit(_ code: Int, _ edge: Int) -> Int { Int(digits[code * edgeCount + edge]) }

    /// Which edges carry something: bit *e* for edge *e*.
    func carryingEdges(of code: Int) -> UInt64 {
        var carrying: UInt64 = 0
        for edge in 0..<edgeCount where digit(code, edge) != zero { carrying |= 1 << UInt64(edge) }
        return carrying
    }

    /// The cell with another operator on one edge.
    func replacing(_ edge: Int, of code: Int, by digit: Int) -> Int {
        code + (digit - self.digit(code, edge)) * weights[edge]
    }

    /// Gives each edge a different operator with the given probability (in steps of 2⁻¹⁶); may
    /// change nothing.
    func mutated(
        _ code: Int, rate: Double, using generator: inout SeededGenerator
    ) -> Int {
        let threshold = UInt64(rate * 0x1p16)
        var result = code
        var coins: UInt64 = 0
        for edge in 0..<edgeCount {
            if edge & 3 == 0 { coins = generator.next() }
            if coins & 0xFFFF < threshold { result = changed(edge, of: result, using: &generator) }
            coins >>= 16
        }
        return result
    }

    /// Gives one edge a different operator.
    func stepped(_ code: Int, using generator: inout SeededGenerator) -> Int {
        changed(generator.below(edgeCount), of: code, using: &generator)
    }

    /// Takes each edge from one parent or the other with equal probability.
    func crossed(_ first: Int, _ second: Int, using generator: inout SeededGenerator) -> Int {
        var child = first
        var coins = generator.next()
        for edge in 0..<edgeCount {
            if edge > 0, edge & 63 == 0 { coins = generator.next() }
            if coins & 1 == 1 {
                child += (digit(second, edge) - digit(first, edge)) * weights[edge]
            }
            coins >>= 1
        }
        return child
    }

    /// The cell with the same operator on every edge.
    func uniform(_ digit: Int) -> Int {
        digit * weights.reduce(0, +)
    }

    /// Calls `body` with every cell that differs in exactly one edge, edge by edge.
    func forEachNeighbour(of code: Int, _ body: (Int) -> Void) {
        forEachMove(from: code) { neighbour, _, _ in body(neighbour) }
    }

    /// Calls `body` with every cell that differs in exactly one edge, edge by edge, and with that
    /// edge and the operator that it gets.
    func forEachMove(from code: Int, _ body: (_ neighbour: Int, _ edge: Int, _ to: Int) -> Void) {
        for edge in 0..<edgeCount {
            let current = digit(code, edge)
            for digit in 0..<operatorCount where digit != current {
                body(code + (digit - current) * weights[edge], edge, digit)
            }
        }
    }

    private func changed(
        _ edge: Int, of code: Int, using generator: inout SeededGenerator
    ) -> Int {
        let current = digit(code, edge)
        let draw = generator.below(operatorCount - 1)
        return code + ((draw < current ? draw : draw + 1) - current) * weights[edge]
    }
}
