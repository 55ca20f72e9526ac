import Search

/// The search algorithms by name.
package struct AlgorithmChoice: Codable, Equatable, Sendable {
    package let kind: SearchAlgorithmKind

    /// The one that does best with small budgets; see the documentation's table.
    package static let standard = AlgorithmChoice(kind: .standard)

    package init(kind: SearchAlgorithmKind) {
        self.kind = kind
    }

}
