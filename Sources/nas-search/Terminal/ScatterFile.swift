import Architectures
import FileSystem
import Foundation
import LatencyPrediction
import NASSearch
import Reporting

/// Measured and predicted latencies as CSV, a row an architecture. It grows out of sight and takes its
/// place when it is complete. Where it can't be written, the evaluation goes on without.
final class ScatterFile {
    private let file: OutputFile
    private let draft: Draft
    private var failure: OutputFailure?

    private static let columns =
        "device,latency_source,samples,sampling,draw,train,pool_size,index,measured_ms,"
        + "predicted_ms,std_ms,descriptor\n"

    /// Starts the file.
    /// - Throws: ``Refusal`` where it is there already, or can't be made.
    init(_ path: String, isForced: Bool) throws {
        file = try OutputFile(path, option: "--scatter", isForced: isForced)
        draft = try file.begin()
        add(Self.columns)
    }

    private func add(_ text: String) {
        guard failure == nil else { return }
        do { try file.add(Data(text.utf8), to: draft) } catch { failure = error }
    }

    /// Adds the predictions of a draw.
    func append(
        _ predictions: LeaveOneDeviceOut.Predictions, space: SearchSpace, _ train: Int?,
        _ poolSize: Int?
    ) {
        let start = [
            CSVField.text(predictions.device), predictions.latencySource,
            String(predictions.samples), predictions.sampling?.rawValue ?? "",
            String(predictions.draw), train.map(String.init) ?? "",
            poolSize.map(String.init) ?? "",
        ].joined(separator: ",")
        let end = ",\(predictions.descriptor?.rawValue ?? "")\n"
        var text = ""
        for (row, architecture) in predictions.architectures.enumerated() {
            let deviation = predictions.estimates.standardDeviations[row]
            text += start
            text += ",\(space.publishedIndex(of: architecture)),\(predictions.truth[row]),"
            text += "\(predictions.estimates.milliseconds[row]),"
            text += (deviation.isFinite ? "\(deviation)" : "") + end
        }
        add(text)
    }

    /// Puts the complete file in its place.
    /// - Throws: ``OutputFailure``, also where a part of it could not be written.
    func finish() throws {
        if let failure { throw failure }
        try file.finish(draft)
    }
}
