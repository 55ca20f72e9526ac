import Architectures

/// A whole space as a page needs it: what each architecture is, how accurate, how large. Every
/// column is in the order of ``Architecture/code``, from whose digits the page reads the operators.
package struct SpaceFigure: Sendable, Encodable {
    let operators: [String]
    /// How each of them is drawn.
    let styles: [String]
    let edges: [[Int]]
    let index: [Int]
    let accuracy: NumberColumn
    let accuracyOrigin: Origin
    let params: NumberColumn
    let flops: NumberColumn

    /// Gathers the columns.
    /// - Parameters:
    ///   - accuracy: `[space]`, in percent; NaN where it is unknown.
    ///   - megaParameters: `[space]`, in millions.
    ///   - megaFLOPs: `[space]`, multiply-accumulates in millions.
    package init(
        space: SearchSpace, accuracy: [Double], accuracyOrigin: Origin, megaParameters: [Double],
        megaFLOPs: [Double]
    ) {
        operators = space.operators.map(\.name)
        styles = space.operators.map { Self.style(of: $0, among: space.operators) }
        edges = space.edges.map { [$0.source, $0.target] }
        index = space.architectures.map(space.publishedIndex)
        self.accuracy = NumberColumn(values: accuracy)
        self.accuracyOrigin = accuracyOrigin
        params = NumberColumn(values: megaParameters, digits: 6)
        flops = NumberColumn(values: megaFLOPs, digits: 6)
    }

    /// Zeros and what passes on are drawn as one, the smallest convolution unlike the others.
    private static func style(of drawn: Operator, among operators: [Operator]) -> String {
        switch drawn.kind {
        case .zero: return "zero"
        case .identity: return "identity"
        case .averagePooling: return "pooling"
        case .convolution(let kernel):
            let isSmallest = operators.allSatisfy {
                if case .convolution(let other) = $0.kind { kernel <= other } else { true }
            }
            return isSmallest ? "small-convolution" : "convolution"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case operators, styles, edges, index, accuracy, params, flops
        case accuracyOrigin = "accuracy_origin"
    }
}

/// One source of latencies over a whole space.
package struct LatencyFigure: Sendable, Encodable {
    let name: String
    let origin: Origin
    let summary: String?
    let ms: NumberColumn
    let std: NumberColumn?
    /// Published indices of architectures that the source was fitted to.
    let seen: [Int]
    /// Published indices of the front under these latencies, fastest first; absent where the
    /// document has it.
    let front: [Int]?

    /// Gathers a source.
    /// - Parameters:
    ///   - estimates: `[space]`.
    ///   - seen: Published indices of architectures that the source was fitted to.
    ///   - front: Published indices of the front under these latencies, fastest first.
    package init(
        name: String, origin: Origin, summary: String?, estimates: LatencyEstimates,
        seen: [Int] = [], front: [Int]? = nil
    ) {
        self.name = name
        self.origin = origin
        self.summary = summary
        ms = NumberColumn(values: estimates.milliseconds)
        let states = estimates.standardDeviations.contains { $0 > 0 && $0.isFinite }
        std = states ? NumberColumn(values: estimates.standardDeviations, digits: 4) : nil
        self.seen = seen
        self.front = front
    }

    /// Its name in the legend of a figure, with where its numbers come from.
    var plotName: String { "\(name), \(origin.rawValue)\(std == nil ? "" : " ± σ")" }

    /// A table, whose numbers have no standard deviation.
    package init(
        name: String, origin: Origin, table: ObjectiveTable, front: [Int]? = nil
    ) {
        self.init(
            name: name, origin: origin, summary: nil,
            estimates: LatencyEstimates(
                milliseconds: table.values,
                standardDeviations: [Double](repeating: .nan, count: table.values.count)),
            front: front)
    }
}
