import Foundation

/// The kinds of files that an architecture can be exported to.
public enum ExportFormat: String, Sendable, CaseIterable {
    /// Everything about the choice, for programs.
    case json
    /// The cell as a graph for Graphviz.
    case dot

    /// The file's contents.
    public func contents(of model: ExportedModel) throws -> Data {
        switch self {
        case .json: try model.json()
        case .dot: Data(model.dot().utf8)
        }
    }
}
