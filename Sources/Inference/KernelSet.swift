import CConvolution
import COpenBLAS

/// Which code computes the convolutions: one machine is a different device with each.
package struct KernelSet: Hashable, Sendable, CustomStringConvertible {
    /// How a convolution is computed, and with which instructions.
    package enum Family: String, Sendable, Hashable, CaseIterable {
        /// This project's kernels in AVX-512.
        case directAVX512 = "direct-avx512"
        /// This project's kernels in AVX2 with fused multiply-add.
        case directAVX2 = "direct-avx2"
        /// This project's kernels in what every x86-64 CPU has.
        case directSSE = "direct-sse"
        /// Gathered pixels and a matrix product of OpenBLAS.
        case openblas
    }

    /// How a convolution is computed.
    package let family: Family
    /// The core type whose kernels OpenBLAS is to run; nil leaves the choice to it.
    package let core: String?

    /// A set without a particular core.
    package init(_ family: Family) {
        self.family = family
        core = nil
    }

    /// Reads `direct-avx2`, `openblas`, `openblas:Haswell` and so on.
    /// - Throws: ``InferenceError/unknownKernels(_:)``.
    package init(parsing text: String) throws {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let family = Family(rawValue: String(parts[0])) else {
            throw InferenceError.unknownKernels(text)
        }
        if parts.count == 2 {
            guard family == .openblas, !parts[1].isEmpty else {
                throw InferenceError.unknownKernels(text)
            }
        }
        self.family = family
        core = parts.count == 2 ? String(parts[1]) : nil
    }

    /// The name, as it is parsed.
    package var description: String { family.rawValue + (core.map { ":\($0)" } ?? "") }

    /// The sets that this CPU can run, the fastest first.
    package static var available: [KernelSet] {
        Family.allCases.map(KernelSet.init).filter(\.isAvailable)
    }

    /// The fastest set that this CPU can run.
    package static var best: KernelSet { available[0] }

    /// Whether this CPU has the instructions; OpenBLAS finds out by itself.
    package var isAvailable: Bool {
        family == .openblas || conv_is_available(instructions)
    }

    /// What must be in the environment before a process starts that uses this set: OpenBLAS reads
    /// its core type when it is loaded.
    package var requiredEnvironment: [String: String] {
        core.map { ["OPENBLAS_CORETYPE": $0] } ?? [:]
    }

    /// Whether an engine with this set can be made in this process.
    /// - Throws: ``InferenceError/unavailableKernels(_:)``, or ``InferenceError/wrongCore`` where
    ///   OpenBLAS took other kernels than asked, as it does in silence for a name it doesn't know.
    package func checkAvailable() throws {
        guard isAvailable else { throw InferenceError.unavailableKernels(description) }
        guard let core else { return }
        let found = Self.openblasCore
        guard found.lowercased() == core.lowercased() else {
            throw InferenceError.wrongCore(asked: core, found: found)
        }
    }

    /// The core type whose kernels OpenBLAS runs in this process.
    package static var openblasCore: String { String(cString: openblas_get_corename()) }

    /// Floating-point operations per second of one core in these instructions, measured by
    /// multiply-adds that stay in registers; takes a quarter of a second.
    package var measuredPeak: Double { conv_peak(instructions) }

    /// The instructions of this project's own kernels; with OpenBLAS, those that pool and add.
    var instructions: conv_instructions {
        switch family {
        case .directAVX512: CONV_AVX512
        case .directAVX2: CONV_AVX2
        case .directSSE: CONV_SSE
        case .openblas:
            [CONV_AVX512, CONV_AVX2].first { conv_is_available($0) } ?? CONV_SSE
        }
    }
}
