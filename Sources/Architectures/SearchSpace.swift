import Foundation
import SearchSpaces

/// A space of cells: the operators that an edge can hold, the edges, and the network around the
/// cell. Everything that enumerates, parses or varies architectures goes through one of these.
public struct SearchSpace: Sendable {
    /// The definition from which it was made.
    public let definition: SpaceDefinition
    /// Number of architectures.
    public let count: Int
    /// Nodes of a cell, the input and the output included.
    public let nodeCount: Int
    /// `weights[edge]` is the place value of that edge's digit in ``Architecture/code``.
    @usableFromInline let weights: [Int]
    @usableFromInline let operatorCount: Int
    /// `codeOfIndex[published index]` and its inverse.
    let codeOfIndex: [Int32]
    let indexOfCode: [Int32]
    /// The relabellings of the inner nodes that map every edge onto an edge: `[permutation][node]`.
    let nodePermutations: [[Int]]

    /// The operators, in the order of the dense numbering.
    public var operators: [Operator] { definition.operators }
    /// The edges, in the order of the published string.
    public var edges: [Edge] { definition.edges }
    /// The space's short name.
    public var name: String { definition.name }
    /// Every architecture in dense order.
    public var architectures: [Architecture] { (0..<count).map(Architecture.init(code:)) }

    /// The bundled NAS-Bench-201.
    /// - Throws: `BundledFileError` or ``SearchSpaceError`` where the bundle is damaged.
    public static func nasBench201() throws -> SearchSpace {
        try bundled("nasbench201")
    }

    /// A space that ships with the program.
    /// - Parameter name: The name of a file in `Definitions`, without `.json`.
    /// - Throws: `BundledFileError` or ``SearchSpaceError`` where the file is missing or damaged.
    public static func bundled(_ name: String) throws -> SearchSpace {
        let file = BundledFile("Definitions/\(name).json")
        return try SearchSpace(json: file.contents(), source: file.path)
    }

    /// Reads the definition of a space.
    /// - Parameters:
    ///   - json: The contents of a definition file.
    ///   - source: How messages name it.
    /// - Throws: ``SearchSpaceError/invalidDefinition(source:reason:)``.
    public init(json: Data, source: String) throws {
        let definition: SpaceDefinition
        do {
            definition = try JSONDecoder().decode(SpaceDefinition.self, from: json)
        } catch DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty {
            throw SearchSpaceError.invalidDefinition(
                source: source, reason: SpaceDefinition.syntaxProblem(of: json))
        } catch {
            throw SearchSpaceError.invalidDefinition(
                source: source, reason: SpaceDefinition.reason(of: error))
        }
        try self.init(definition: definition, source: source)
    }

    /// Checks a definition and prepares the numbering.
    /// - Throws: ``SearchSpaceError/invalidDefinition(source:reason:)``.
    public init(definition: SpaceDefinition, source: String) throws {
        if let reason = definition.inconsistency {
            throw SearchSpaceError.invalidDefinition(source: source, reason: reason)
        }
        self.definition = definition
        nodeCount = definition.nodeCount
        count = definition.count
        operatorCount = definition.operators.count
        var weights = [Int](repeating: 1, count: definition.edges.count)
        for edge in weights.indices.dropLast().reversed() {
            weights[edge] = weights[edge + 1] * operatorCount
        }
        self.weights = weights
        var codes = Array(Int32(0)..<Int32(count))
        if let order = definition.publishedOrder {
            var generator = MersenneTwister(pythonSeed: order.seed)
            generator.shuffleAsPython(&codes)
        }
        codeOfIndex = codes
        var indices = [Int32](repeating: 0, count: count)
        for (index, code) in codes.enumerated() { indices[Int(code)] = Int32(index) }
        indexOfCode = indices
        nodePermutations = definition.nodePermutations
    }

    /// The operator on an edge, as its position in ``operators``.
    @inlinable
    public func operatorIndex(of architecture: Architecture, onEdge edge: Int) -> Int {
        architecture.code / weights[edge] % operatorCount
    }

    /// The operators of every edge, as positions in ``operators``, in the order of ``edges``.
    public func operatorIndices(of architecture: Architecture) -> [Int] {
        weights.map { architecture.code / $0 % operatorCount }
    }

    /// The architecture with the given operators.
    /// - Parameter operatorIndices: Positions in ``operators``, one an edge, in the order of
    ///   ``edges``.
    public func architecture(operatorIndices: some Collection<Int>) -> Architecture {
        precondition(operatorIndices.count == edges.count, "one operator an edge")
        var code = 0
        for index in operatorIndices {
            precondition(operators.indices.contains(index), "operator \(index) does not exist")
            code = code * operatorCount + index
        }
        return Architecture(code: code)
    }

    /// The architecture that differs in one edge.
    public func replacing(
        edge: Int, of architecture: Architecture, byOperator index: Int
    ) -> Architecture {
        let old = operatorIndex(of: architecture, onEdge: edge)
        return Architecture(code: architecture.code + (index - old) * weights[edge])
    }

    /// The index under which the space's authors published the architecture.
    public func publishedIndex(of architecture: Architecture) -> Int {
        Int(indexOfCode[architecture.code])
    }

    /// The architecture that the space's authors published under an index, or nil where the space
    /// has no such index.
    public func architecture(publishedIndex index: Int) -> Architecture? {
        guard codeOfIndex.indices.contains(index) else { return nil }
        return Architecture(code: Int(codeOfIndex[index]))
    }

    /// The data set of that name, or nil.
    public func dataset(named name: String) -> Dataset? {
        definition.datasets.first { $0.name == name }
    }
}
