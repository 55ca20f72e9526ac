import Inference

/// The kernels of the built-in runner, by name.
enum BuiltinKernels {
    /// The names for help texts.
    static let list = KernelSet.Family.allCases.map {
        $0 == .openblas ? "\($0.rawValue)[:CORE]" : $0.rawValue
    }.joined(separator: ", ")

    /// A name that can be used here; without one, the fastest that this processor has.
    /// - Throws: ``Refusal`` with those that can.
    static func checked(_ name: String?) throws -> String {
        guard let name else { return KernelSet.best.description }
        let available = KernelSet.available.map(\.description)
        guard let kernels = try? KernelSet(parsing: name) else {
            throw Refusal(
                "--kernels \(name): there are \(list)"
                    + NearestName.question(for: name, among: available))
        }
        guard kernels.isAvailable else {
            throw Refusal(
                "--kernels \(name): this processor lacks the instructions; it can run "
                    + available.joined(separator: ", "))
        }
        return kernels.description
    }

    /// What a process with these kernels needs in its environment before it starts.
    static func environment(_ name: String) -> [String: String] {
        (try? KernelSet(parsing: name))?.requiredEnvironment ?? [:]
    }
}
