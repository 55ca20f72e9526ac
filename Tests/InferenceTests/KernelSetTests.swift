import Inference
import Testing

@Suite struct KernelSetTests {
    @Test(arguments: [
        "direct-avx512", "direct-avx2", "direct-sse", "openblas", "openblas:Haswell",
    ])
    func namesAreReadAndWritten(name: String) throws {
        #expect(try KernelSet(parsing: name).description == name)
    }

    @Test(arguments: [
        "", "direct", "avx2", "Direct-AVX2", "openblas:", "direct-avx2:Haswell", ":Haswell",
        "openblas ",
    ])
    func otherNamesAreRefused(name: String) {
        #expect(throws: InferenceError.unknownKernels(name)) { try KernelSet(parsing: name) }
    }

    @Test func coreIsAskedForByTheEnvironment() throws {
        #expect(
            try KernelSet(parsing: "openblas:Zen").requiredEnvironment == [
                "OPENBLAS_CORETYPE": "Zen"
            ])
        #expect(KernelSet(.openblas).requiredEnvironment.isEmpty)
        #expect(KernelSet(.directSSE).requiredEnvironment.isEmpty)
    }

    /// OpenBLAS is silent about a core that it doesn't know; the check is not.
    @Test func coreIsCheckedAfterwards() throws {
        try KernelSet(parsing: "openblas:\(KernelSet.openblasCore)").checkAvailable()
        let wrong = InferenceError.wrongCore(asked: "Z80", found: KernelSet.openblasCore)
        #expect(throws: wrong) { try KernelSet(parsing: "openblas:Z80").checkAvailable() }
        #expect(wrong.description.contains("OPENBLAS_CORETYPE=Z80"))
    }

    @Test func whatIsUnavailableIsRefused() {
        #expect(KernelSet.available.contains(KernelSet(.openblas)))
        #expect(KernelSet.available.first == KernelSet.best)
        for family in KernelSet.Family.allCases {
            let kernels = KernelSet(family)
            if KernelSet.available.contains(kernels) {
                #expect(throws: Never.self) { try kernels.checkAvailable() }
            } else {
                #expect(throws: InferenceError.unavailableKernels(family.rawValue)) {
                    try kernels.checkAvailable()
                }
            }
        }
    }
}
