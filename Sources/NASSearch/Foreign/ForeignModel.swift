import Architectures
import Foundation
import LatencyPrediction

/// Another program that predicts latencies, as a run records it: which one, and what it said. Where a
/// record names a command, it is not run: this call has to name it.
package struct ForeignModel: Sendable {
    /// Who predicts.
    package enum Source: Sendable, Hashable {
        /// A CSV file, by its full path.
        case file(String)
        /// A command, as it is typed for a shell.
        case command(String)
        /// The program that uses the library, under a name that it gave.
        case function(String)
    }

    /// As it was named, which is what results call it.
    package let name: String
    /// Who predicts.
    package let source: Source
    /// Whether it is given samples of the device.
    package let takesSamples: Bool
    /// What its predictions came to, where a run was made with them.
    package var digest: String?
    /// Whether this call names it, so that a command may be run.
    package var isGiven: Bool
    /// What a program that uses the library predicts with; nil elsewhere.
    let function: Function?

    /// Predicts architectures from samples.
    package typealias Function =
        @Sendable (_ architectures: [Architecture], _ samples: [Architecture: Double]) throws ->
        LatencyEstimates

    private init(
        name: String, source: Source, takesSamples: Bool, function: Function? = nil
    ) {
        self.name = name
        self.source = source
        self.takesSamples = takesSamples
        self.function = function
        isGiven = true
    }

    /// A file.
    package static func file(_ path: String) -> ForeignModel {
        ForeignModel(
            name: path, source: .file(URL(filePath: path).standardizedFileURL.path),
            takesSamples: false)
    }

    /// A command.
    package static func command(_ text: String, takesSamples: Bool) -> ForeignModel {
        ForeignModel(name: text, source: .command(text), takesSamples: takesSamples)
    }

    /// A function of the program that uses the library.
    package static func function(
        _ name: String, takesSamples: Bool, _ function: @escaping Function
    ) -> ForeignModel {
        ForeignModel(
            name: name, source: .function(name), takesSamples: takesSamples, function: function)
    }
}

extension ForeignModel: Equatable {
    /// Whether both are the same program with the same predictions.
    package static func == (a: ForeignModel, b: ForeignModel) -> Bool {
        (a.name, a.source, a.takesSamples, a.digest) == (b.name, b.source, b.takesSamples, b.digest)
    }
}

extension ForeignModel: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, file, command, function, takesSamples, digest
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        if let path = try container.decodeIfPresent(String.self, forKey: .file) {
            source = .file(path)
        } else if let text = try container.decodeIfPresent(String.self, forKey: .command) {
            source = .command(text)
        } else {
            source = .function(try container.decode(String.self, forKey: .function))
        }
        takesSamples = try container.decode(Bool.self, forKey: .takesSamples)
        digest = try container.decodeIfPresent(String.self, forKey: .digest)
        isGiven = false
        function = nil
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        switch source {
        case .file(let path): try container.encode(path, forKey: .file)
        case .command(let text): try container.encode(text, forKey: .command)
        case .function(let name): try container.encode(name, forKey: .function)
        }
        try container.encode(takesSamples, forKey: .takesSamples)
        try container.encodeIfPresent(digest, forKey: .digest)
    }
}
