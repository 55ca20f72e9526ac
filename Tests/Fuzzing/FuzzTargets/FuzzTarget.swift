import Architectures
import TestSupport

/// A reader of bytes that others wrote, as fuzzing calls it: whatever the bytes are, it has to come
/// back, within bounds of time and memory. That it refuses them is as good as that it reads them.
public struct FuzzTarget: Sendable {
    /// The name on the command line of `Tests/Fuzzing/run`.
    public let name: String
    /// Inputs that the reader takes, written for this purpose, from which others are mutated.
    public let seeds: @Sendable () throws -> [[UInt8]]
    /// Hands bytes to the reader.
    public let run: @Sendable ([UInt8]) -> Void

    init(
        _ name: String, seeds: @escaping @Sendable () throws -> [[UInt8]],
        run: @escaping @Sendable ([UInt8]) throws -> Void
    ) {
        self.name = name
        self.seeds = seeds
        self.run = { bytes in
            // A refusal is one of the two good outcomes.
            try? run(bytes)
        }
    }

    /// Every reader.
    public static let all: [FuzzTarget] = [
        .pickle, .archive, .bzip2, .csv, .results, .runnerReply, .runnerRequest, .descriptor,
        .safetensors, .space, .architecture, .estimator, .measuredDevice, .store,
    ]

    /// The target of that name, or nil.
    public static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

/// Texts as inputs.
func inputs(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }

/// The space of 27 cells in which everything is read, made once.
let tinySpace = Result<SearchSpace, any Error> { try TinySpace.make() }
