import Inference

/// The kernels of the built-in runner, by name.
package enum BuiltinKernels {
    /// The names for help texts.
    package static let list = KernelSet.Family.allCases.map {
        $0 == .openblas ? "\($0.rawValue)[:CORE]" : $0.rawValue
    }.joined(separator: ", ")

    /// A name that can be used here; without one, the fastest that this processor has.
    /// - Throws: ``RequestError`` with those that can.
    package static func checked(_ name: String?) throws -> String {
        guard let name else { return KernelSet.best.description }
        let available = KernelSet.available.map(\.description)
        guard let kernels = try? KernelSet(parsing: name) else {
            throw RequestError.setting(
                .kernels, value: name,
                .unknown(
                    known: list, nearest: NearestName.suggestions(for: name, among: available)))
        }
        guard kernels.isAvailable else {
            throw RequestError.setting(
                .kernels, value: name, .unavailable(available: available))
        }
        return kernels.description
    }

    /// What a process with these kernels needs in its environment before it starts.
    package static func environment(_ name: String) -> [String: String] {
        (try? KernelSet(parsing: name))?.requiredEnvironment ?? [:]
    }
}
