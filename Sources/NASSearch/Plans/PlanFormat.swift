import Measuring
import ModelExport

/// The kind of files that a plan carries to a device, and what runs them there.
package enum PlanFormat: String, CaseIterable, Sendable {
    case onnx
    case litert
    case ncnn
    case pytorch

    /// The files of a network.
    package var exportFormat: ExportFormat {
        switch self {
        case .onnx: .onnx
        case .litert: .litert
        case .ncnn: .ncnn
        case .pytorch: .pytorch
        }
    }

    /// As which kind of file a script takes networks and operators; nil where it builds them itself
    /// from their names.
    package var input: RunnerDescription.Input? {
        switch self {
        case .onnx: .onnx
        case .litert: .litert
        case .ncnn: .ncnn
        case .pytorch: nil
        }
    }

    /// The scripts that run such files, the usual one first.
    package var scripts: [RunnerScript] { RunnerScript.all.filter { $0.files == rawValue } }

    /// What runs such files without Python, and the shell script around it.
    package var native: (program: String, script: String)? {
        switch self {
        case .litert: ("benchmark_model", "native_litert.sh")
        case .ncnn: ("benchncnn", "native_ncnn.sh")
        case .onnx, .pytorch: nil
        }
    }

    /// The files of a network that a person measures: the one that stands for it, first.
    func mainFile(of names: [String]) -> String {
        let ending = self == .pytorch ? ".py" : self == .ncnn ? ".param" : ""
        return names.first { $0.hasSuffix(ending) } ?? names[0]
    }

    /// The format of files that a runner takes.
    package init?(runner: RunnerChoice) {
        guard case .script(let script) = runner,
            let format = Self.allCases.first(where: { $0.scripts.contains(script) })
        else { return nil }
        self = format
    }

    /// The names, as messages list them.
    package static let list = allCases.map(\.rawValue).joined(separator: ", ")
}
