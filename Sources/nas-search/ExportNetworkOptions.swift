import Architectures
import ArgumentParser
import Digests
import Foundation
import ModelExport
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
            throw Refusal("\(error)")
        }
        guard weights == nil || weightsSeed == nil else {
            throw Refusal("--weights and --weights-seed exclude each other; leave one out")
        }
        return ExportNetworkChoice(
            view: view, batch: batch, foldsBatchNormalization: foldBatchNorm,
            file: try weights.map(Self.read), seed: weightsSeed)
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

/// Checked options, but for the data set.
struct ExportNetworkChoice {
    let view: GraphView
    let batch: BatchSize
    let foldsBatchNormalization: Bool
    /// Where weights are given.
    let file: WeightsSource?
    /// Where the weights' seed is given.
    let seed: UInt64?

    /// What the files are told.
    /// - Parameters:
    ///   - dataset: A data set of the space.
    ///   - seed: For weights where neither a file nor a seed was given.
    func settings(for dataset: Dataset, seed defaultSeed: UInt64) -> NetworkSettings {
        NetworkSettings(
            dataset: dataset, view: view, batch: batch,
            foldsBatchNormalization: foldsBatchNormalization,
            weights: file ?? .seed(seed ?? defaultSeed))
    }
}

extension SearchSpace {
    /// The data set of that name.
    /// - Throws: ``Refusal``.
    func dataset(named name: String) throws -> Dataset {
        if let dataset = definition.datasets.first(where: { $0.name == name }) { return dataset }
        let known = definition.datasets.map(\.name)
        throw Refusal(
            "unknown data set '\(name)': there are \(known.joined(separator: ", "))"
                + NearestName.question(for: name, among: known))
    }
}
