import Foundation

/// The kernels of the built-in runner, by name.
enum BuiltinKernels {
    /// The names for help texts.
    static let list = "direct-avx512, direct-avx2, direct-sse, openblas[:CORE]"

    /// The fastest that this processor has.
    static var fastest: String { "direct-avx2" }

    /// A name that can be used here.
    /// - Throws: ``Refusal`` with those that can.
    static func checked(_ name: String?) throws -> String { name ?? fastest }

    /// What the runner's process needs in its environment.
    static func environment(_ name: String) -> [String: String] { [:] }
}
