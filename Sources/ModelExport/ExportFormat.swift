import Foundation

/// A file that is to be written.
struct ExportedFile {
    let name: String
    let contents: Data
}

/// The kinds of files that an architecture can be exported to.
public enum ExportFormat: String, Sendable, CaseIterable {
    /// The network with its weights for ONNX runtimes.
    case onnx
    /// The network as a Python file for PyTorch, its weights in a safetensors file beside it.
    case pytorch
    /// Everything about the choice, for programs.
    case json
    /// The cell as a graph for Graphviz.
    case dot
    /// The cell as a picture.
    case svg

    /// Whether files of this kind hold a network's weights, so that they need
    /// ``ExportedModel/network``.
    package var holdsWeights: Bool { self == .onnx || self == .pytorch }

    /// The names of the files of an architecture, which are the same whenever it is exported.
    package func fileNames(of model: ExportedModel) -> [String] {
        switch self {
        case .onnx: ["\(model.networkFileName).onnx"]
        case .pytorch: ["\(model.moduleName).safetensors", "\(model.moduleName).py"]
        case .json, .dot, .svg: ["\(model.fileName).\(rawValue)"]
        }
    }

    /// The files, in the order in which they are to be written.
    /// - Throws: `NetworkError` where the weights of a file are another network's.
    func files(of model: ExportedModel) throws -> [ExportedFile] {
        let contents: [Data]
        switch self {
        case .onnx: contents = [try model.onnx(model.laidOut())]
        case .pytorch:
            let network = try model.laidOut()
            contents = [
                try SafetensorsWriter.data(
                    of: network.tensors,
                    metadata: Dictionary(
                        uniqueKeysWithValues: try model.facts(about: network.settings))),
                Data(model.python(network.settings).utf8),
            ]
        case .json: contents = [try model.json()]
        case .dot: contents = [Data(model.dot().utf8)]
        case .svg: contents = [Data(model.svg().utf8)]
        }
        return zip(fileNames(of: model), contents).map { ExportedFile(name: $0, contents: $1) }
    }
}
