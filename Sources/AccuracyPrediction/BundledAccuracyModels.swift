import Architectures
import FileSystem
import Foundation
import SearchSpaces

/// The accuracy surrogates that ship with the program: small networks whose mean outputs are
/// the accuracies of several tables.
package struct BundledAccuracyModels: Sendable, Hashable, Codable {
    /// A file that the surrogates were fitted to.
    package struct Input: Sendable, Hashable, Codable {
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

    /// The network's sizes and numbers.
    struct Network: Sendable, Hashable, Codable {
        var shape: CellNetworkShape
        /// 32-bit floats, little-endian, in base 64, in the order of ``CellNetworkShape``.
        var parameters: String

        init(_ network: CellNetwork) {
            shape = network.shape
            var bytes = Data()
            for parameter in network.parameters {
                withUnsafeBytes(of: parameter.bitPattern.littleEndian) {
                    bytes.append(contentsOf: $0)
                }
            }
            parameters = bytes.base64EncodedString()
        }

        /// The network, or nil where the text is damaged.
        var network: CellNetwork? {
            guard shape.isValid, let bytes = Data(base64Encoded: parameters),
                bytes.count == 4 * shape.parameterCount
            else { return nil }
            let octets = [UInt8](bytes)
            let numbers = (0..<shape.parameterCount).map { index in
                Float(
                    bitPattern: (0..<4).reduce(0) {
                        $0 | UInt32(octets[4 * index + $1]) << UInt32(8 * $1)
                    })
            }
            guard numbers.allSatisfy(\.isFinite) else { return nil }
            return CellNetwork(shape: shape, parameters: numbers)
        }
    }

    /// The version of the file format that this program reads.
    package static let supportedFormat = 3
    /// Where the file lies.
    package static let file = BundledFile("Fitted/accuracy-surrogate.json")

    /// Version of the file format.
    package var format: Int
    /// The space's name.
    package var space: String
    /// What makes the file again.
    package var command: String
    /// The tables' files.
    package var inputs: [Input]
    /// One a table, in the order of the network's outputs.
    package var models: [AccuracyModel]
    private var networks: [Network]

    /// Gathers models.
    init(
        space: SearchSpace, command: String, inputs: [Input], models: [AccuracyModel],
        ensemble: CellEnsemble
    ) {
        format = Self.supportedFormat
        self.space = space.name
        self.command = command
        self.inputs = inputs
        self.models = models
        networks = ensemble.members.map(Network.init)
    }

    /// Reads the bundled file.
    /// - Throws: `BundledFileError` where it is missing or damaged.
    package static func bundled() throws -> BundledAccuracyModels {
        try BundledAccuracyModels(json: file.contents(), path: file.path)
    }

    private struct Version: Decodable { var format: Int }

    /// Reads and checks a file.
    /// - Parameters:
    ///   - json: Its contents.
    ///   - path: How messages name it.
    /// - Throws: `BundledFileError`.
    package init(json: Data, path: String) throws {
        do {
            let format = try JSONDecoder().decode(Version.self, from: json).format
            guard format == Self.supportedFormat else {
                throw BundledFileError(
                    path: path,
                    reason: "format \(format), but this program reads format "
                        + "\(Self.supportedFormat)")
            }
            self = try JSONDecoder().decode(BundledAccuracyModels.self, from: json)
        } catch let error as BundledFileError {
            throw error
        } catch {
            throw BundledFileError(path: path, reason: "damaged: \(error)")
        }
        guard ensemble?.shape.outputs == models.count else {
            throw BundledFileError(path: path, reason: "damaged: the networks are incomplete")
        }
        for model in models where !model.scale.isValid || model.deviations.isEmpty {
            throw BundledFileError(
                path: path, reason: "damaged: the model of \(model.key.words) is incomplete")
        }
    }

    /// The networks' numbers, which serve all tables.
    package var parameterCount: Int { networks.reduce(0) { $0 + $1.shape.parameterCount } }

    /// The networks, or nil where one is damaged or they don't fit together.
    private var ensemble: CellEnsemble? {
        let members = networks.compactMap(\.network)
        guard members.count == networks.count, let first = members.first,
            members.allSatisfy({ $0.shape == first.shape })
        else { return nil }
        return CellEnsemble(members: members)
    }

    /// The model of some accuracies, or nil.
    package func model(of key: AccuracyKey) -> AccuracyModel? { models.first { $0.key == key } }

    /// The surrogate of some accuracies, or nil where there is none.
    /// - Throws: `BundledFileError` where the network is damaged.
    package func surrogate(of key: AccuracyKey, space: SearchSpace) throws -> AccuracySurrogate? {
        guard space.name == self.space, let output = models.firstIndex(where: { $0.key == key })
        else { return nil }
        let path = Self.file.path
        guard let ensemble else {
            throw BundledFileError(path: path, reason: "damaged: the networks' numbers")
        }
        return try AccuracySurrogate(
            models[output], output: output, ensemble: ensemble, space: space, path: path)
    }

    /// The file's bytes: keys sorted, the same for the same models.
    package func json() throws -> Data {
        return try JSONEncoder.indented.encode(self) + Data("\n".utf8)
    }
}
