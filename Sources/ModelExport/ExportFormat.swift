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
    /// The network with its weights for LiteRT (TensorFlow Lite).
    case litert
    /// The network with its weights for ncnn: a text, a file of numbers and a note on both.
    case ncnn
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
    package var holdsWeights: Bool {
        switch self {
        case .onnx, .litert, .ncnn, .pytorch: true
        case .json, .dot, .svg: false
        }
    }

    /// Checks, before any work is done, that files of this kind can take so many images at once.
    /// - Throws: ``ExportError/oneImage(format:batch:)``.
    package func check(_ batch: BatchSize) throws {
        guard self == .ncnn, batch != .fixed(1) else { return }
        throw ExportError.oneImage(format: rawValue, batch: batch.text)
    }

    /// The names of the files of an architecture, which are the same whenever it is exported.
    package func fileNames(of model: ExportedModel) -> [String] {
        switch self {
        case .onnx: ["\(model.networkFileName).onnx"]
        case .litert: ["\(model.networkFileName).tflite"]
        case .ncnn:
            ["param", "bin", "txt"].map { "\(model.networkFileName).ncnn.\($0)" }
        case .pytorch: ["\(model.moduleName).safetensors", "\(model.moduleName).py"]
        case .json, .dot, .svg: ["\(model.fileName).\(rawValue)"]
        }
    }

    /// The files, in the order in which they are to be written.
    /// - Throws: `NetworkError` where the weights of a file are another network's,
    ///   ``ExportError/unsupported(_:)``.
    func files(of model: ExportedModel) throws -> [ExportedFile] {
        let contents: [Data]
        switch self {
        case .onnx: contents = [try model.onnx(model.laidOut())]
        case .litert: contents = [try model.liteRT(model.laidOut())]
        case .ncnn: contents = try model.ncnn(model.laidOut())
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
