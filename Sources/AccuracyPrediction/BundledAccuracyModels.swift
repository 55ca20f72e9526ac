import Architectures
import Foundation
import SearchSpaces

/// A surrogate of one table of accuracies, as the bundle holds it.
public struct AccuracyModel: Sendable, Hashable, Codable {
    /// How far predictions for cells that were kept out of the fit were off; cells whose output is
    /// always zero are left out.
    public struct Errors: Sendable, Hashable, Codable {
        /// Kendall's τ-b of predictions and truth.
        public var kendall: Double
        /// The same over the better half of the cells by truth.
        public var kendallTopHalf: Double
        /// Root of the mean squared error in percentage points.
        public var rootMeanSquare: Double
        /// Median absolute error in percentage points.
        public var medianAbsolute: Double

        /// Gathers errors.
        public init(
            kendall: Double, kendallTopHalf: Double, rootMeanSquare: Double, medianAbsolute: Double
        ) {
            self.kendall = kendall
            self.kendallTopHalf = kendallTopHalf
            self.rootMeanSquare = rootMeanSquare
            self.medianAbsolute = medianAbsolute
        }
    }

    /// The accuracies that it stands for.
    public var key: AccuracyKey
    /// Percent, above every accuracy of the table.
    public var ceiling: Double
    /// Accuracy of cells whose output is always zero, in percent.
    public var disconnectedPercent: Double
    /// Its standard deviation in percentage points.
    public var disconnectedDeviation: Double
    /// Standard deviation of −log(ceiling − accuracy): 80 % of held-out errors are within 1.2816 of
    /// these.
    public var deviation: Double
    /// What one unit of ``quantised`` stands for.
    public var step: Double
    /// The coefficients in units of ``step``: 16-bit integers, little-endian, in base 64, in the
    /// order of the terms.
    public var quantised: String
    /// Errors on held-out cells, 10-fold.
    public var heldOut: Errors

    /// One number a term; nil where the text is damaged.
    var coefficients: [Double]? {
        guard let bytes = Data(base64Encoded: quantised), bytes.count.isMultiple(of: 2),
            step.isFinite
        else { return nil }
        let octets = [UInt8](bytes)
        return stride(from: 0, to: octets.count, by: 2).map {
            let bits = UInt16(octets[$0]) | UInt16(octets[$0 + 1]) << 8
            return Double(Int16(bitPattern: bits)) * step
        }
    }

    /// Rounds coefficients to 16 bits.
    static func quantise(_ coefficients: [Double]) -> (step: Double, text: String) {
        let largest = coefficients.reduce(0) { max($0, abs($1)) }
        let step = largest > 0 ? rounded(largest / 32_000, digits: 6) : 1
        var bytes: [UInt8] = []
        for coefficient in coefficients {
            let bits = UInt16(bitPattern: Int16((coefficient / step).rounded()))
            bytes += [UInt8(truncatingIfNeeded: bits), UInt8(bits >> 8)]
        }
        return (step, Data(bytes).base64EncodedString())
    }
}

/// The accuracy surrogates that ship with the program.
public struct BundledAccuracyModels: Sendable, Hashable, Codable {
    /// A file that the surrogates were fitted to.
    public struct Input: Sendable, Hashable, Codable {
        /// The file's name, without folders.
        public var name: String
        /// SHA-256 of its bytes in hexadecimal.
        public var sha256: String

        /// Names a file.
        public init(name: String, sha256: String) {
            self.name = name
            self.sha256 = sha256
        }
    }

    /// The version of the file format that this program reads.
    public static let supportedFormat = 1
    /// Where the file lies.
    public static let file = BundledFile("Fitted/accuracy-surrogate.json")

    /// Version of the file format.
    public var format: Int
    /// The space's name.
    public var space: String
    /// What makes the file again.
    public var command: String
    /// The tables' files.
    public var inputs: [Input]
    /// One model a table.
    public var models: [AccuracyModel]

    /// Gathers models.
    public init(space: SearchSpace, command: String, inputs: [Input], models: [AccuracyModel]) {
        format = Self.supportedFormat
        self.space = space.name
        self.command = command
        self.inputs = inputs
        self.models = models
    }

    /// Reads the bundled file.
    /// - Throws: `BundledFileError` where it is missing or damaged.
    public static func bundled() throws -> BundledAccuracyModels {
        try BundledAccuracyModels(json: file.contents(), path: file.path)
    }

    /// Reads and checks a file.
    /// - Parameters:
    ///   - json: Its contents.
    ///   - path: How messages name it.
    /// - Throws: `BundledFileError`.
    public init(json: Data, path: String) throws {
        do {
            self = try JSONDecoder().decode(BundledAccuracyModels.self, from: json)
        } catch {
            throw BundledFileError(path: path, reason: "damaged: \(error)")
        }
        guard format == Self.supportedFormat else {
            throw BundledFileError(
                path: path,
                reason: "format \(format), but this program reads format \(Self.supportedFormat)")
        }
    }

    /// The model of some accuracies, or nil.
    public func model(of key: AccuracyKey) -> AccuracyModel? { models.first { $0.key == key } }

    /// The file's bytes: keys sorted, the same for the same models.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }
}

/// The nearest decimal number of so many significant digits.
func rounded(_ value: Double, digits: Int) -> Double {
    guard value.isFinite, value != 0 else { return value }
    return Double(String(format: "%.\(digits - 1)e", value)) ?? value
}
