import Architectures
import LatencyPrediction
import Testing

@Suite struct BundledPoolTests {
    @Test func drawsScatterAboutTheModelAsItStates() throws {
        let features = CellFeatures(space: try SearchSpace.nasBench201())
        let models = try BundledLatencyModels.bundled()
        let pool = models.poolDevices(
            ["titan_rtx_1", "no such device"], hardware: { "hardware of \($0)" },
            features: features)
        #expect(pool.map(\.device) == ["titan_rtx_1"])
        #expect(pool[0].hardware == "hardware of titan_rtx_1")
        let model = try #require(models.model(of: "titan_rtx_1"))
        let estimator = try BundledPredictor(models: models, features: features)
            .adapted(to: AdaptationTarget(device: "titan_rtx_1"))
        let means = try estimator.estimate(features.space.architectures).milliseconds
        let values = pool[0].table.values
        #expect(values.allSatisfy { $0 > 0 && $0.isFinite })
        // Of normal draws 80 % lie within 1.2816 standard deviations; the standard error of that
        // share over 15,625 draws is 0.3 %.
        let bound = 1.2816 * model.relativeDeviation
        let inside = zip(values, means).count { abs($0 / $1 - 1) <= bound }
        let share = Double(inside) / Double(values.count)
        #expect(share > 0.78 && share < 0.82)
    }

    @Test func equalNamesGiveEqualDraws() throws {
        let features = CellFeatures(space: try SearchSpace.nasBench201())
        let models = try BundledLatencyModels.bundled()
        func values(_ name: String) -> [Double] {
            models.poolDevices([name], hardware: { $0 }, features: features)[0].table.values
        }
        #expect(values("raspi4") == values("raspi4"))
        #expect(values("raspi4") != values("pixel3"))
    }
}
