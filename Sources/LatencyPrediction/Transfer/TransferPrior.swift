import Foundation
import LinearAlgebra

/// What a pool of devices says of an unknown one before any measurement: a mixture of normal
/// distributions of the costs, up to scale.
///
/// Four kinds of components share the probability: around every pool device a narrow and a wider one
/// with the shape of its view's covariance (a kernel density estimate); one for each view, in
/// proportion to the pool devices that execute it; one for the pool as a whole; and for each view
/// what `op-count` believes without a pool. So a device that is like one of the pool is recognised,
/// one that is unlike all is still covered, and devices of the other kind do no harm once the samples
/// speak against them. (The shares were set on HELP's and LatBench's devices left out in turn, but
/// for the batch-1 GPUs, the Xeons and the edge TPUs.)
///
/// Covariances are shrunk towards equal uncertainty of every prediction, by half a device's worth,
/// and the views' towards the whole pool's by one device's worth. The scale is left open: every
/// component has the additional covariance μ·μᵀ.
struct TransferPrior: Sendable {
    /// A normal distribution of costs whose average latency is about 1.
    struct Component: Sendable {
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
        /// The view of the devices behind it, nil for the whole pool.
        let view: ExecutionView?
        /// Position of the device behind it, nil for several.
        let device: Int?
    }

    /// The mixture; empty without devices.
    let components: [Component]

    /// Degrees of freedom of the relative errors.
    static let degreesOfFreedom = 3.0
    private static let genericShare = 0.4
    private static let poolShare = 0.02
    private static let viewShare = 0.05
    /// Widths of the kernels, in parts of the view's spread.
    private static let bandwidths = [0.2, 0.6]
    /// Devices' worth of shrinkage, and the standard deviation of a prediction towards which.
    private static let shrinkage = 0.5
    private static let genericDeviation = 0.35
    /// Devices' worth by which a view's covariance is shrunk to the pool's.
    private static let poolWeight = 1.0

    /// Learns from fitted devices.
    /// - Throws: `LinearAlgebraError`.
    init(devices: [TransferDeviceFit], features: TransferFeatures) throws {
        let width = features.width
        guard !devices.isEmpty else {
            components = []
            return
        }
        var generic = features.inverseMoments
        let unit = Self.genericDeviation * Self.genericDeviation / Double(width)
        for index in generic.elements.indices { generic.elements[index] *= unit }
        let pool = Spread(devices, target: generic, weight: Self.shrinkage)
        let logNoise = devices.reduce(0) { $0 + log($1.noise) } / Double(devices.count)
        // As often as the pool's devices, and one more of each view.
        var components = try ExecutionView.allCases.map { view in
            let members = Double(devices.count { $0.view == view })
            let share = (members + 1) / Double(devices.count + ExecutionView.allCases.count)
            return try Self.generic(
                view, features: features, logWeight: log(Self.genericShare * share))
        }
        components.append(
            try Gaussian(pool.covariance).component(
                mean: pool.mean, noise: exp(logNoise), logWeight: log(Self.poolShare)))
        for view in ExecutionView.allCases {
            let members = devices.indices.filter { devices[$0].view == view }
            guard !members.isEmpty else { continue }
            let group = Spread(
                members.map { devices[$0] }, target: pool.covariance, weight: Self.poolWeight)
            let share = Double(members.count) / Double(devices.count)
            let logGroup =
                members.reduce(0) { $0 + log(devices[$1].noise) } / Double(members.count)
            components.append(
                try Gaussian(group.covariance).component(
                    mean: group.mean, noise: exp(logGroup),
                    logWeight: log(share * Self.viewShare), view: view))
            let left = 1 - Self.genericShare - Self.poolShare - Self.viewShare
            let each = left / Double(devices.count * Self.bandwidths.count)
            for bandwidth in Self.bandwidths {
                let kernel = try Gaussian(group.covariance, scaledBy: bandwidth * bandwidth)
                for member in members {
                    components.append(
                        kernel.component(
                            mean: devices[member].coefficients,
                            noise: exp((log(devices[member].noise) + logGroup) / 2),
                            logWeight: log(each), view: view, device: member))
                }
            }
        }
        self.components = components
    }

    /// What is believed of a device without any pool, as `op-count` does: the costs of a view's
    /// operators are independent, the other view's are zero.
    private static func generic(
        _ view: ExecutionView, features: TransferFeatures, logWeight: Double
    ) throws -> Component {
        let prior = AdditiveLatencyModel.prior(view, of: features.counts)
        var mean = [Double](repeating: 0, count: features.width)
        var variances = [Double](repeating: 1e-6, count: features.width)
        let columns = view == .asWritten ? features.writtenColumns : features.prunedColumns
        for (position, column) in columns.enumerated() {
            mean[column] = prior.means[position]
            variances[column] = prior.deviations[position] * prior.deviations[position]
        }
        return try Gaussian(Matrix(diagonal: variances)).component(
            mean: mean, noise: prior.noise, logWeight: logWeight, view: view)
    }
}

/// Mean and shrunk covariance of some devices' costs.
private struct Spread {
    let mean: [Double]
    let covariance: Matrix<Double>

    /// - Parameters:
    ///   - target: The covariance towards which to shrink.
    ///   - weight: Devices' worth of it.
    init(_ devices: [TransferDeviceFit], target: Matrix<Double>, weight: Double) {
        let width = target.rows
        let count = Double(devices.count)
        var mean = [Double](repeating: 0, count: width)
        for device in devices {
            for j in 0..<width { mean[j] += device.coefficients[j] / count }
        }
        var covariance = target
        for index in covariance.elements.indices { covariance.elements[index] *= weight }
        for device in devices {
            for i in 0..<width {
                for j in 0..<width {
                    covariance[i, j] +=
                        (device.coefficients[i] - mean[i]) * (device.coefficients[j] - mean[j])
                }
            }
        }
        for index in covariance.elements.indices {
            covariance.elements[index] /= count - 1 + weight
        }
        self.mean = mean
        self.covariance = covariance
    }
}

/// A covariance, inverted once for the components that share it.
private struct Gaussian {
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

    /// The component with the covariance plus μ·μᵀ (Sherman and Morrison's formula).
    func component(
        mean: [Double], noise: Double, logWeight: Double, view: ExecutionView? = nil,
        device: Int? = nil
    ) -> TransferPrior.Component {
        let image = precision.product(mean)
        let growth = 1 + zip(image, mean).reduce(0) { $0 + $1.0 * $1.1 }
        var updated = precision.elements
        let width = mean.count
        for i in 0..<width {
            for j in 0..<width { updated[i * width + j] -= image[i] * image[j] / growth }
        }
        return TransferPrior.Component(
            mean: mean, precision: updated, logDeterminant: logDeterminant - log(growth),
            noise: noise, logWeight: logWeight, view: view, device: device)
    }
}
