import Architectures
import FileSystem
import Foundation
import SearchSpaces

/// A file that data were fitted to.
package struct FittedInput: Sendable, Hashable, Codable {
    /// The file's name, without folders.
    package var name: String
    /// SHA-256 of its bytes in hexadecimal.
    package var sha256: String

    /// Names a file.
    package init(name: String, sha256: String) {
        self.name = name
        self.sha256 = sha256
    }
}

/// The additive latency model of one published device.
package struct DeviceLatencyModel: Sendable, Hashable, Codable {
    /// How far predictions for architectures that were kept out of the fit were off.
    package struct Errors: Sendable, Hashable, Codable {
        /// Share within ±1 %.
        package var within1: Double
        /// Share within ±5 %.
        package var within5: Double
        /// Share within ±10 %.
        package var within10: Double
        /// Mean absolute relative error.
        package var mape: Double
    }

    /// The device's published name.
    package var device: String
    /// What of a cell it executes, so far as the numbers tell.
    package var view: ExecutionView
    /// Milliseconds, in the order of ``CellFeatures/names(_:)``.
    package var milliseconds: [Double]
    /// Standard deviation relative to the prediction: of held-out errors, 80 % are within 1.2816 of
    /// these.
    package var relativeDeviation: Double
    /// Architectures that the model was fitted to.
    package var architectures: Int
    /// Whether cells without a live path were left out, because the runtime folded some of them.
    package var leavesOutDisconnected: Bool
    /// Errors on held-out architectures, 5-fold.
    package var heldOut: Errors
}

/// The latency models that ship with the program: fitted to published tables, which they do not
/// contain, and the pool for adaptation where no table is at hand.
package struct BundledLatencyModels: Sendable, Hashable, Codable {
    /// The version of the file format that this program reads.
    package static let supportedFormat = 1
    /// Where the file lies.
    package static let file = BundledFile("Fitted/latency-models.json")

    /// Version of the file format.
    package var format: Int
    /// The space's name.
    package var space: String
    /// What makes the file again.
    package var command: String
    /// The tables' files.
    package var inputs: [FittedInput]
    /// The columns of each view that the numbers belong to.
    package var features: [String: [String]]
    /// One model a device, in the order of the names.
    package var models: [DeviceLatencyModel]

    /// The devices' names, sorted.
    package var devices: [String] { models.map(\.device) }

    /// The model of a device, or nil.
    package func model(of device: String) -> DeviceLatencyModel? {
        models.first { $0.device == device }
    }

    /// Reads the bundled file.
    /// - Throws: `BundledFileError` where it is missing or damaged.
    package static func bundled() throws -> BundledLatencyModels {
        try BundledLatencyModels(json: file.contents(), path: file.path)
    }

    /// Reads and checks a file.
    /// - Parameters:
    ///   - json: Its contents.
    ///   - path: How messages name it.
    /// - Throws: `BundledFileError`.
    package init(json: Data, path: String) throws {
        do {
            self = try JSONDecoder().decode(BundledLatencyModels.self, from: json)
        } catch {
            throw BundledFileError(path: path, reason: "damaged: \(error)")
        }
        if let reason = inconsistency { throw BundledFileError(path: path, reason: reason) }
    }

    /// Gathers models.
    init(space: SearchSpace, command: String, inputs: [FittedInput], models: [DeviceLatencyModel]) {
        format = Self.supportedFormat
        self.space = space.name
        self.command = command
        self.inputs = inputs
        let columns = CellFeatures(space: space)
        features = Dictionary(
            uniqueKeysWithValues: ExecutionView.bundled.map { ($0.rawValue, columns.names($0)) })
        self.models = models.sorted { $0.device < $1.device }
    }

    /// The file's bytes: keys sorted, the same for the same models.
    package func json() throws -> Data {
        return try JSONEncoder.indented.encode(self) + Data("\n".utf8)
    }

    private var inconsistency: String? {
        if format != Self.supportedFormat {
            return "format \(format), but this program reads format \(Self.supportedFormat)"
        }
        for model in models {
            if model.milliseconds.count != features[model.view.rawValue]?.count
                || !model.milliseconds.allSatisfy(\.isFinite)
                || !(model.relativeDeviation > 0 && model.relativeDeviation.isFinite)
                || !(model.milliseconds.first ?? 0 > 0)
            {
                return "damaged: the model of \(model.device) is incomplete"
            }
        }
        return nil
    }
}
