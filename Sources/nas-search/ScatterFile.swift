import Architectures
import Foundation
import LatencyPrediction

/// Measured and predicted latencies as CSV, a row an architecture. It grows beside its place and takes
/// it when it is complete.
final class ScatterFile {
    private let place: URL
    private let part: URL
    private let isForced: Bool
    private let handle: FileHandle
    private var isFinished = false

    private static let columns =
        "device,latency_source,samples,sampling,draw,train,pool_size,index,measured_ms,"
        + "predicted_ms,std_ms,descriptor\n"

    /// Starts the file.
    /// - Throws: ``Refusal`` where it is there already, or can't be made.
    init(_ path: String, isForced: Bool) throws {
        place = URL(fileURLWithPath: path)
        part = URL(fileURLWithPath: path + ".part")
        self.isForced = isForced
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder)
        if exists, isFolder.boolValue { throw Refusal("--scatter \(path): it is a folder") }
        if exists, !isForced {
            throw Refusal("--scatter \(path): it is there already; --force replaces it")
        }
        do {
            try Data(Self.columns.utf8).write(to: part)
            handle = try FileHandle(forWritingTo: part)
            try handle.seekToEnd()
        } catch {
            throw Refusal("--scatter \(path): can't be written: \(error.localizedDescription)")
        }
    }

    /// Adds the predictions of a draw.
    func append(
        _ predictions: LeaveOneDeviceOut.Predictions, space: SearchSpace, _ train: Int?,
        _ poolSize: Int?
    ) throws {
        let start = [
            predictions.device, predictions.latencySource, String(predictions.samples),
            predictions.sampling?.rawValue ?? "", String(predictions.draw),
            train.map(String.init) ?? "", poolSize.map(String.init) ?? "",
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
        try handle.write(contentsOf: Data(text.utf8))
    }

    /// Puts the complete file in its place.
    func finish() throws {
        try handle.close()
        isFinished = true
        if isForced { try? FileManager.default.removeItem(at: place) }
        try FileManager.default.moveItem(at: part, to: place)
    }

    /// Removes what is incomplete.
    func discard() {
        guard !isFinished else { return }
        isFinished = true
        try? handle.close()
        try? FileManager.default.removeItem(at: part)
    }
}
