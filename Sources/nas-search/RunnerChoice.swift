import ArgumentParser
import Foundation
import Profiling

/// What runs networks on this machine.
enum RunnerChoice: Codable, Hashable, Sendable, ExpressibleByArgument {
    /// This program's own engine.
    case builtin
    /// ONNX Runtime, through the script that comes with this program.
    case onnxruntime
    /// OpenVINO, through the script that comes with this program.
    case openvino
    /// PyTorch, through the script that comes with this program.
    case pytorch
    /// A command that speaks the protocol.
    case command(String)

    /// Every text is one; the ones without a name are commands.
    init?(argument: String) {
        switch argument {
        case "builtin": self = .builtin
        case "onnxruntime": self = .onnxruntime
        case "openvino": self = .openvino
        case "pytorch": self = .pytorch
        case "": return nil
        default: self = .command(argument)
        }
    }

    /// As it is typed.
    var argument: String {
        switch self {
        case .builtin: "builtin"
        case .onnxruntime: "onnxruntime"
        case .openvino: "openvino"
        case .pytorch: "pytorch"
        case .command(let text): text
        }
    }

    /// Whether it runs on this machine; a command may speak for another one.
    var isLocal: Bool {
        if case .command = self { false } else { true }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let choice = RunnerChoice(argument: text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a runner without a name")
        }
        self = choice
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(argument)
    }
}
