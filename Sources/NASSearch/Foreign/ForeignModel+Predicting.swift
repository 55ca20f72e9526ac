import Architectures
import FileSystem
import Foundation
import LatencyPrediction
import Measuring
import PublishedFormats

extension ForeignModel {
    /// As a kind of latency model beside those of the registry.
    package func entry(on workspace: Workspace) -> PredictorEntry {
        .foreign(name: name, takesSamples: takesSamples) { try predictions(for: $0, on: workspace) }
    }

    /// Reads a file before anything is done with it; what is no file is left to be asked.
    /// - Parameter devices: What will be predicted.
    /// - Throws: ``RequestError/unusablePredictions(_:)``,
    ///   ``RequestError/predictsOneDevice(file:column:devices:)``.
    package func check(for devices: [String], on workspace: Workspace) throws {
        guard case .file(let path) = source else { return }
        for device in devices {
            let read: PredictionFile.Predictions
            do {
                read = try Self.read(path, for: device, on: workspace)
            } catch let error as PublishedFormatError
                where error.kind == .ambiguous && devices.count > 1
            {
                // That device alone is left out.
                continue
            } catch let error as PublishedFormatError {
                throw RequestError.unusablePredictions("\(error)")
            }
            guard read.namesDevice || devices.count == 1 else {
                throw RequestError.predictsOneDevice(
                    file: name, column: read.column, devices: devices)
            }
        }
    }

    private func predictions(
        for request: ForeignRequest, on workspace: Workspace
    ) throws -> ForeignEstimator {
        let (words, whole) = try said(for: request, on: workspace)
        if let digest, KeptPredictions.digest(of: whole) != digest {
            throw RequestError.predictionsChanged(name)
        }
        guard whole.milliseconds.contains(where: { !$0.isNaN }) else {
            throw LatencyPredictionError.unavailable(
                estimator: name, device: request.device, reason: "it predicts no architecture")
        }
        return ForeignEstimator(
            name: name, words: words, whole: whole,
            usedArchitectures: Set(request.samples.map(\.architecture)).sorted())
    }

    private func said(
        for request: ForeignRequest, on workspace: Workspace
    ) throws -> (words: String, LatencyEstimates) {
        let adapted =
            request.samples.isEmpty ? "" : ", given \(request.samples.count) samples of the device"
        switch source {
        case .file(let path):
            let read = try readOrRefused(path, for: request.device, on: workspace)
            return ("predicted by \(name), column '\(read.column)'", read.estimates)
        case .command(let text):
            let words = "predicted by the command \(text)\(adapted)"
            if let kept = try kept(for: request, on: workspace) { return (words, kept) }
            guard isGiven else { throw RequestError.predictorNotGiven(command: text) }
            return (words, try Self.run(text, request, on: workspace))
        case .function(let name):
            let words = "predicted by the program, \(name)\(adapted)"
            if let kept = try kept(for: request, on: workspace) { return (words, kept) }
            guard let function else { throw RequestError.predictorNotGiven(command: nil) }
            let samples = Dictionary(
                request.samples.map { ($0.architecture, $0.milliseconds) },
                uniquingKeysWith: { first, _ in first })
            let whole = try function(Array(workspace.space.architectures), samples)
            guard whole.milliseconds.count == workspace.space.count else {
                throw LatencyPredictionError.wrongSize(
                    what: name, expected: workspace.space.count, got: whole.milliseconds.count)
            }
            if let bad = whole.milliseconds.firstIndex(where: { $0 <= 0 || $0.isInfinite }) {
                throw LatencyPredictionError.unusableSample(
                    architecture: workspace.space.string(of: Architecture(code: bad)),
                    milliseconds: whole.milliseconds[bad])
            }
            return (words, whole)
        }
    }

    /// What a run that goes on was made with.
    private func kept(
        for request: ForeignRequest, on workspace: Workspace
    ) throws -> LatencyEstimates? {
        try digest.flatMap {
            try KeptPredictions(workspace: workspace).estimates(of: $0, for: request.device)
        }
    }

    /// A device of which a file says nothing can't be had; whatever else is wrong is wrong for all.
    private func readOrRefused(
        _ path: String, for device: String, on workspace: Workspace
    ) throws -> PredictionFile.Predictions {
        do {
            return try Self.read(path, for: device, on: workspace)
        } catch let error as PublishedFormatError where error.kind == .ambiguous {
            throw LatencyPredictionError.unavailable(
                estimator: name, device: device, reason: "\(error.reason); \(error.remedy)")
        } catch let error as PublishedFormatError {
            throw RequestError.unusablePredictions("\(error)")
        }
    }

    private static func read(
        _ path: String, for device: String, on workspace: Workspace
    ) throws -> PredictionFile.Predictions {
        let known = try workspace.devices()
        let aliases = known.first { $0.name == device }?.aliases ?? []
        return try PredictionFile(path: path).predictions(
            for: device, aliases: aliases, in: workspace.space,
            isOther: { name in
                known.contains { $0.name == name || $0.aliases.contains(name) }
            })
    }

    private static func run(
        _ text: String, _ request: ForeignRequest, on workspace: Workspace
    ) throws -> LatencyEstimates {
        let space = workspace.space
        let folder = try request.samples.isEmpty ? nil : ScratchFolder(prefix: "nas-search-samples")
        let file = try folder.map { folder in
            let rows = request.samples.map {
                "\(space.publishedIndex(of: $0.architecture)),\(space.string(of: $0.architecture)),"
                    + "\($0.milliseconds)\n"
            }
            try folder.write(
                Data("index,arch,latency_ms\n\(rows.joined())".utf8), to: "samples.csv")
            return folder.path("samples.csv")
        }
        defer { withExtendedLifetime(folder) {} }
        let hooks = workspace.hooks
        hooks.announceStopping()
        var work = hooks.begin("predictions", total: space.count)
        defer { work.finish() }
        let asked = space.architectures.sorted {
            space.publishedIndex(of: $0) < space.publishedIndex(of: $1)
        }
        let answers = try PredictionCommand(text).predict(
            asked, in: space, device: request.device, samples: file
        ) { count in
            work.update(count)
            return hooks.isCancelled()
        }
        guard let answers else { throw Cancelled.predicting(by: text) }
        var whole = answers
        for (position, architecture) in asked.enumerated() {
            whole.milliseconds[architecture.code] = answers.milliseconds[position]
            whole.standardDeviations[architecture.code] = answers.standardDeviations[position]
        }
        return whole
    }
}
