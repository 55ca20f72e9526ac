import Foundation
import Networks

/// ONNX Runtime in a child process, which waits for commands between the engine's own runs.
final class InferencePeer {
    /// An answer of the script; each command fills its own part.
    private struct Answer: Decodable {
        let version: String?
        let output: [Float]?
        let microseconds: [Double]?
    }

    /// The script ended or answered something else.
    struct Failure: Error, CustomStringConvertible {
        let command: String

        var description: String {
            "\(InferencePeer.script) gave no answer to '\(command)'; what it said is above"
        }
    }

    private static let script = "Benchmarks/peers/onnxruntime_inference.py"
    private let process = Process()
    private let commands = Pipe()
    private let answers = Pipe()
    private var unread = Data()
    private let folder: URL
    /// ONNX Runtime's.
    private(set) var version = ""

    /// Starts the script.
    init(python: String) throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("inference-\(UUID().uuidString)", isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [Self.script]
        process.standardInput = commands
        process.standardOutput = answers
        try process.run()
        version = try answer(to: "start").version ?? ""
    }

    deinit {
        try? commands.fileHandleForWriting.close()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Makes the network of a cell, with the same weights.
    func load(cell: String, network: Network, weights: NetworkWeights) throws {
        var names = ""
        var numbers: [Float] = []
        for (name, tensor) in weights.tensors.sorted(by: { $0.key < $1.key }) {
            names += "\(name) \(tensor.shape.map(String.init).joined(separator: " "))\n"
            numbers += tensor.values
        }
        let path = folder.appendingPathComponent("weights")
        try Data(names.utf8).write(to: path.appendingPathExtension("txt"))
        try numbers.withUnsafeBytes { Data($0) }.write(to: path.appendingPathExtension("f32"))
        _ = try send("load \(cell) \(network.dataset.inputSize) \(path.path)")
    }

    /// The scores of an image.
    func output(of image: [Float]) throws -> [Float] {
        let path = folder.appendingPathComponent("image.f32")
        try image.withUnsafeBytes { Data($0) }.write(to: path)
        let command = "output \(path.path)"
        guard let output = try send(command).output else { throw Failure(command: command) }
        return output
    }

    /// Microseconds of each of some runs.
    func run(_ count: Int) throws -> [Double] {
        let command = "run \(count)"
        guard let times = try send(command).microseconds else { throw Failure(command: command) }
        return times
    }

    private func send(_ command: String) throws -> Answer {
        try commands.fileHandleForWriting.write(contentsOf: Data((command + "\n").utf8))
        return try answer(to: command)
    }

    private func answer(to command: String) throws -> Answer {
        let newline = UInt8(ascii: "\n")
        while true {
            if let end = unread.firstIndex(of: newline) {
                let line = unread[..<end]
                unread = Data(unread[(end + 1)...])
                return try JSONDecoder().decode(Answer.self, from: Data(line))
            }
            let data = answers.fileHandleForReading.availableData
            guard !data.isEmpty else { throw Failure(command: command) }
            unread += data
        }
    }
}
