import Architectures
import Inference
import Networks
import Testing

@Suite struct OperatorEngineTests {
    @Test func everyOperatorRunsAtEveryStage() throws {
        let space = try SearchSpace.nasBench201()
        let shapes = [(16, 32), (32, 16), (64, 8)].map { TensorShape(channels: $0, size: $1) }
        for kernels in KernelSet.available {
            for kind in space.operators.map(\.kind) {
                for shape in shapes {
                    let engine = try OperatorEngine(kind, shape: shape, kernels: kernels)
                    engine.run()
                    let first = engine.output()
                    engine.run()
                    #expect(engine.output() == first)
                    #expect(first.count == shape.count)
                    #expect(first.allSatisfy { $0 == 0 } == (kind == .zero))
                    #expect(Set(first).count > shape.count / 2 || kind == .zero)
                    if kind == .identity { #expect(first == engine.input()) }
                }
            }
        }
    }

    @Test func unsupportedOperatorsAreRefused() {
        let shape = TensorShape(channels: 16, size: 8)
        #expect(throws: InferenceError.self) {
            try OperatorEngine(.averagePooling(kernel: 5), shape: shape)
        }
        #expect(throws: InferenceError.self) {
            try OperatorEngine(.identity, shape: TensorShape(channels: 24, size: 8))
        }
    }
}
