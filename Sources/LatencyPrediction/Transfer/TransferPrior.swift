import Foundation
import LinearAlgebra

/// What a pool of devices says of an unknown one before any measurement: a mixture of normal
/// distributions of the costs, up to scale.
///
/// Every view has components of its own: one with the mean and covariance of the pool devices that
/// it explains, a wider one, what `op-count` believes without a pool, and around each of these devices
/// three of different widths (a kernel density estimate). So a device that is like one of the pool is recognised, one that is
/// unlike all is still covered, and devices of another kind do no harm once the samples speak
/// against them. What is believed without a pool has its weight whatever the pool is: a device need not
/// be like any that somebody happened to measure. How far a view explains a device is its share of the likelihood of the device's
/// table. Covariances are shrunk towards equal uncertainty of every prediction. The scale is left
/// open: every component has the additional covariance μ·μᵀ.
///
/// The settings were chosen on HELP's GPUs at batch 32 and 256, its phones, and HW-NAS-Bench's
/// devices, each left out in turn, with all other tables and with seven of each other as the pool.
struct TransferPrior: Sendable {
    /// A normal distribution of costs whose average latency is about 1.
    struct Component: Sendable {
        /// What its counts are.
        let view: TransferView
        /// μ.
        let mean: [Double]
        /// Inverse covariance, row-major.
        let precision: [Double]
        /// Its logarithmic determinant.
        let logDeterminant: Double
        /// Scale of the relative errors.
        let noise: Double
        /// Logarithm of the prior probability.
        let logWeight: Double
        /// Position of the device behind it, nil for several.
        let device: Int?
        /// Average latency in milliseconds where it is known before any sample.
        var unit: Double?
    }

    /// The mixture; empty without devices.
    let components: [Component]
    /// What operator latencies say in addition.
    let descriptors: DescriptorPrior
    /// How probable each view is, in the order of ``TransferView/allCases``.
    private let shares: [Double]

    /// The components that the operator latencies of a device add.
    func components(
        describedBy reference: OperatorReference, features: TransferFeatures
    ) throws -> [Component] {
        try descriptors.components(for: reference, shares: shares, features: features)
    }

    /// Degrees of freedom of the relative errors.
    static let degreesOfFreedom = 3.0
    /// Relative probabilities of a view's component, its wider one, all devices' kernels, and what is
    /// believed without a pool.
    private static let viewShare = 0.25
    private static let wideShare = 0.3
    private static let kernelShare = 1.2
    private static let unknownShare = 4.0
    /// Widths of the kernels, in parts of the view's spread.
    private static let bandwidths = [0.2, 0.5, 1.0]
    /// Devices' worth of shrinkage, and the standard deviation of a prediction towards which.
    private static let shrinkage = 0.5
    private static let genericDeviation = 0.15
    /// By how many generic variances the wider components are wider.
    private static let widening = 4.0
    /// Cells' worth of a table's likelihood by which views are told apart.
    private static let decisiveness = 60.0
    /// A view that explains less of a device than this has no kernel around it.
    static let leastMembership = 0.05
    /// The scale of errors that counts as half a device of every view.
    private static let expectedNoise = 0.05

    /// Views that differ by more than repeats.
    private static let kinds = TransferView.allCases.reduce(0) { $0 + 1 / Double($1.siblings) }

    /// Learns from fitted devices.
    /// - Throws: `LinearAlgebraError`.
    init(devices: [TransferDeviceFit], features: TransferFeatures) throws {
        let count = Double(devices.count)
        let memberships = devices.map(Self.memberships)
        var components: [Component] = []
        var shares = TransferView.allCases.map(\.commonness)
        for (position, view) in TransferView.allCases.enumerated() where !devices.isEmpty {
            let fits = devices.map { $0.views[position] }
            let weights = memberships.map { $0[position] }
            let total = weights.reduce(0, +)
            var generic = features[view].inverseMoments
            let unit =
                Self.genericDeviation * Self.genericDeviation / Double(features[view].width)
            for index in generic.elements.indices { generic.elements[index] *= unit }
            let group = Spread(fits.map(\.coefficients), weights: weights, target: generic)
            var logNoise = 0.5 * log(Self.expectedNoise)
            for (fit, weight) in zip(fits, weights) { logNoise += weight * log(fit.noise) }
            logNoise /= total + 0.5
            // As often as among the pool's devices, and one more of each kind.
            let share = (total + 1 / Double(view.siblings)) / (count + Self.kinds)
            shares[position] = share
            func add(
                _ spread: Gaussian, _ mean: [Double], noise: Double, weight: Double, device: Int?
            ) {
                components.append(
                    spread.component(
                        view: view, mean: mean, noise: noise, logWeight: log(weight),
                        device: device))
            }
            add(
                try Gaussian(group.covariance), group.mean, noise: exp(logNoise),
                weight: Self.viewShare * share, device: nil)
            var wide = group.covariance
            for index in wide.elements.indices {
                wide.elements[index] += Self.widening * generic.elements[index]
            }
            add(
                try Gaussian(wide), group.mean, noise: exp(logNoise),
                weight: Self.wideShare * share, device: nil)
            for bandwidth in Self.bandwidths {
                let kernel = try Gaussian(group.covariance, scaledBy: bandwidth * bandwidth)
                let each = Self.kernelShare / count / Double(Self.bandwidths.count)
                for (device, fit) in fits.enumerated()
                where weights[device] >= Self.leastMembership {
                    add(
                        kernel, fit.coefficients, noise: exp((log(fit.noise) + logNoise) / 2),
                        weight: each * weights[device], device: device)
                }
            }
            let unknown = GenericCosts.all(view, features: features)
            for costs in unknown {
                add(
                    try Gaussian(costs.covariance), costs.means, noise: costs.noise,
                    weight: Self.unknownShare * view.commonness / Double(unknown.count),
                    device: nil)
            }
        }
        self.components = components
        self.shares = shares
        descriptors = DescriptorPrior(
            devices: devices, memberships: memberships, features: features)
    }

    /// How far each view explains a device.
    private static func memberships(of device: TransferDeviceFit) -> [Double] {
        let best = device.views.map(\.logLikelihood).max() ?? 0
        let odds = device.views.map { exp(decisiveness * ($0.logLikelihood - best)) }
        let total = odds.reduce(0, +)
        return odds.map { $0 / total }
    }

    /// Weighted mean and shrunk covariance of some devices' costs.
    private struct Spread {
        let mean: [Double]
        let covariance: Matrix<Double>

        /// - Parameters:
        ///   - costs: One vector a device.
        ///   - weights: Their memberships; where nearly none is a member, all count a little.
        ///   - target: The covariance towards which to shrink.
        init(_ costs: [[Double]], weights: [Double], target: Matrix<Double>) {
            let width = target.rows
            let total = weights.reduce(0, +)
            let little = 1e-3 / Double(costs.count)
            var mean = [Double](repeating: 0, count: width)
            for (cost, weight) in zip(costs, weights) {
                let share = (weight + little) / (total + 1e-3)
                for j in 0..<width { mean[j] += share * cost[j] }
            }
            var covariance = target
            for index in covariance.elements.indices {
                covariance.elements[index] *= TransferPrior.shrinkage
            }
            for (cost, weight) in zip(costs, weights) {
                for i in 0..<width {
                    for j in 0..<width {
                        covariance[i, j] += weight * (cost[i] - mean[i]) * (cost[j] - mean[j])
                    }
                }
            }
            let divisor = max(total - 1, 0) + TransferPrior.shrinkage
            for index in covariance.elements.indices { covariance.elements[index] /= divisor }
            self.mean = mean
            self.covariance = covariance
        }
    }
}

/// A covariance, inverted once for the components that share it.
struct Gaussian {
    private let precision: Matrix<Double>
    private let logDeterminant: Double

    init(_ covariance: Matrix<Double>, scaledBy factor: Double = 1) throws {
        var scaled = covariance
        for index in scaled.elements.indices { scaled.elements[index] *= factor }
        for j in 0..<scaled.rows { scaled[j, j] += 1e-9 }
        let factored = try CholeskyFactor(scaled)
        precision = factored.inverse()
        logDeterminant = -factored.logDeterminant
    }

    /// The component with the covariance, or, where its unit is unknown, the covariance plus μ·μᵀ
    /// (Sherman and Morrison's formula).
    func component(
        view: TransferView, mean: [Double], noise: Double, logWeight: Double, device: Int?,
        unit: Double? = nil
    ) -> TransferPrior.Component {
        if let unit {
            return TransferPrior.Component(
                view: view, mean: mean, precision: precision.elements,
                logDeterminant: logDeterminant, noise: noise, logWeight: logWeight,
                device: device, unit: unit)
        }
        let image = precision.product(mean)
        let growth = 1 + zip(image, mean).reduce(0) { $0 + $1.0 * $1.1 }
        var updated = precision.elements
        let width = mean.count
        for i in 0..<width {
            for j in 0..<width { updated[i * width + j] -= image[i] * image[j] / growth }
        }
        return TransferPrior.Component(
            view: view, mean: mean, precision: updated,
            logDeterminant: logDeterminant - log(growth), noise: noise, logWeight: logWeight,
            device: device)
    }
}
