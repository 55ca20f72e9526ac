import Architectures
import ArgumentParser
import Digests
import Foundation
import ModelExport
import NASSearch
import Networks

/// What of a network runs, and on how many images: in files with weights, and where a device of this
/// machine is measured, whose name it then is part of.
struct NetworkFormOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Edges in files with weights and in networks that are measured: as-written (all) or "
                + "pruned (those with an effect).",
            valueName: "view"))
    var graph: String = GraphView.asWritten.rawValue

    @Option(
        help: ArgumentHelp(
            "Images at once in ONNX and LiteRT files (a number or dynamic) and in networks that are "
                + "measured (a number).", valueName: "n"))
    var batch: String = "1"
}

/// How architectures become networks in files with weights.
struct ExportNetworkOptions: ParsableArguments {
    @Flag(
        inversion: .prefixedNo,
        help: "Make batch normalisation part of the convolutions in ONNX files.")
    var foldBatchNorm = true

    @Option(
        help: ArgumentHelp(
            "Weights for ONNX, LiteRT, ncnn and PyTorch files: a safetensors file with the names of the "
                + "benchmark's reference implementation. Default: random ones.",
            valueName: "file"))
    var weights: String?

    @Option(
        help: ArgumentHelp("Seed of random weights. Default: the run's --seed.", valueName: "n"))
    var weightsSeed: UInt64?

    @Option(
        help: ArgumentHelp(
            "Operator set that ONNX files state, \(ONNXModel.operatorSets.lowerBound) to "
                + "\(ONNXModel.operatorSets.upperBound): older TensorRT and OpenCV read 11 to 13. "
                + "Default: \(ONNXModel.standardOperatorSet).",
            valueName: "n"))
    var opset: Int?

    /// Checks the options and reads the weights' file.
    /// - Throws: ``Refusal``.
    func checked(
        _ form: NetworkFormOptions, for formats: [ExportFormat]
    ) throws -> ExportNetworkChoice {
        let graph = form.graph
        guard let view = GraphView(rawValue: graph) else {
            let known = GraphView.allCases.map(\.rawValue)
            throw Refusal(
                "--graph \(graph): expected \(known.joined(separator: " or "))"
                    + NearestName.question(for: graph, among: known))
        }
        guard let batch = BatchSize(form.batch) else {
            throw Refusal("--batch \(form.batch): expected 1 to 65536, or dynamic")
        }
        do {
            for format in formats { try format.check(batch) }
        } catch let error as ExportError {
            throw Refusal(Sentences.explain(error))
        }
        if let opset {
            guard ONNXModel.operatorSets.contains(opset) else {
                throw Refusal(
                    "--opset \(opset): expected \(ONNXModel.operatorSets.lowerBound) to "
                        + "\(ONNXModel.operatorSets.upperBound)")
            }
            guard formats.contains(.onnx) else {
                throw Refusal("--opset \(opset) is for --format onnx")
            }
        }
        guard weights == nil || weightsSeed == nil else {
            throw Refusal("--weights and --weights-seed exclude each other; leave one out")
        }
        return ExportNetworkChoice(
            view: view, batch: batch, foldsBatchNormalization: foldBatchNorm,
            file: try weights.map(Self.read), seed: weightsSeed,
            operatorSet: opset ?? ONNXModel.standardOperatorSet)
    }

    private static func read(_ path: String) throws -> WeightsSource {
        do {
            let file = URL(fileURLWithPath: path)
            let contents = try SafetensorsReader.contents(of: file)
            var digest = SHA256()
            contents.withUnsafeBytes { digest.update($0.bindMemory(to: UInt8.self)) }
            return .file(
                name: file.lastPathComponent, sha256: digest.finish(),
                tensors: try SafetensorsReader.tensors(in: contents, path: path))
        } catch let error as SafetensorsError {
            throw Refusal("--\(error)")
        }
    }
}
