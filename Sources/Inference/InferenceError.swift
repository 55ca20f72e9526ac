/// What keeps an engine from being made.
package enum InferenceError: Error, Sendable, Hashable, CustomStringConvertible {
    /// No set of kernels has that name.
    case unknownKernels(String)
    /// This CPU lacks the instructions of the set.
    case unavailableKernels(String)
    /// OpenBLAS runs on another core's kernels than asked.
    case wrongCore(asked: String, found: String)
    /// The network has a layer for which there is no kernel.
    case unsupportedLayer(String)
    /// The system refused to start a thread.
    case noThreads(Int)

    /// One line for the user.
    package var description: String {
        switch self {
        case .unknownKernels(let name):
            "unknown kernels '\(name)'; there are "
                + KernelSet.Family.allCases.map(\.rawValue).joined(separator: ", ")
                + " and openblas:CORE, as in openblas:Haswell"
        case .unavailableKernels(let name):
            "this CPU has not the instructions of the kernels '\(name)'; it can run "
                + KernelSet.available.map(\.description).joined(separator: ", ")
        case .wrongCore(let asked, let found):
            "OpenBLAS runs the kernels of \(found), not of \(asked): the core type is read when "
                + "the library is loaded, so set OPENBLAS_CORETYPE=\(asked) before the process "
                + "starts, and check that this OpenBLAS knows the name"
        case .unsupportedLayer(let layer):
            "the built-in engine cannot run \(layer): it has channels in multiples of 16, a stem of 3×3, "
                + "average pooling of 3×3 and odd convolutions; another runner can, such as onnxruntime"
        case .noThreads(let count):
            "the system refused to start \(count) threads; ask for fewer"
        }
    }
}
