import Architectures
import Foundation

extension BundledLatencyModels {
    /// Devices to learn from where the store has no tables of them: draws from the models'
    /// predictive distributions, so that what a model leaves unexplained is there as well.
    ///
    /// Deterministic: a device's draws depend on its name alone.
    /// - Parameters:
    ///   - names: The devices that are wanted; those without a model are passed over.
    ///   - hardware: The hardware of a device.
    ///   - features: The space and its counts.
    package func poolDevices(
        _ names: some Sequence<String>, hardware: (String) -> String, features: CellFeatures
    ) -> [PoolDevice] {
        names.compactMap { name in
            guard let device = model(of: name) else { return nil }
            let estimator = BundledEstimator(device, features: features)
            var values = estimator.estimate(features.space.architectures).milliseconds
            var generator = SeededGenerator(
                seed: name.utf8.reduce(0xCBF2_9CE4_8422_2325) {
                    ($0 ^ UInt64($1)) &* 0x100_0000_01B3
                })
            for code in values.indices {
                let noise = Self.normal(using: &generator)
                values[code] *= exp(device.relativeDeviation * noise)
            }
            return PoolDevice(
                device: name, hardware: hardware(name),
                table: ObjectiveTable(quantity: .latency(device: name), values: values))
        }
    }

    /// A standard normal draw (Box and Muller, 1958, doi:10.1214/aoms/1177706645).
    private static func normal(using generator: inout SeededGenerator) -> Double {
        let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &generator))).squareRoot()
        return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &generator))
    }
}
