import ArgumentParser
import Search

/// The search algorithms by name.
struct AlgorithmChoice: Codable, Equatable, Sendable, ExpressibleByArgument {
    let kind: SearchAlgorithmKind

    /// The one that does best with small budgets; see the documentation's table.
    static let standard = AlgorithmChoice(kind: .standard)

    init(kind: SearchAlgorithmKind) {
        self.kind = kind
    }

    init?(argument: String) {
        guard let kind = SearchAlgorithmKind(rawValue: argument) else { return nil }
        self.kind = kind
    }

    static var allValueStrings: [String] { SearchAlgorithmKind.allCases.map(\.rawValue) }

    var defaultValueDescription: String { kind.rawValue }
}
