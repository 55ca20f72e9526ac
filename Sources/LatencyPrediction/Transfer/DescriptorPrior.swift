import Architectures
import Foundation
import LinearAlgebra
import Statistics

/// What operator latencies say of a device's costs before any sample: how far the costs of pool
/// devices, in networks, lie from what their operators cost alone (``OperatorRatios``).
///
/// The costs are normal about the device's own operator latencies times the median ratio, once as
/// widely as those of pool devices and once twice as widely, and, in a kernel each, times every pool
/// device's ratio; their scale is known, unlike that of the ``TransferPrior``'s other components.
/// Without any pool device with a descriptor, the ratios are what an operator alone suggests. Where
/// all this misleads, as with a lone operator that pays what a network pays once, samples make the
/// other components likelier.
struct DescriptorPrior: Sendable {
    private let scheme: OperatorRatios
    /// One vector of ratios a device.
    private let devices: [[Double]]
    /// Positions of these devices in the pool.
    private let positions: [Int]
    /// How far each view explains each of them.
    private let memberships: [[Double]]
    /// Their median, and the covariance about it.
    private let middle: [Double]
    private let covariance: Matrix<Double>
    private let noise: Double

    /// Devices' worth of what is believed before any.
    private static let shrinkage = 2.0
    /// Width of a kernel in parts of the covariance's, and of the wide component.
    private static let bandwidth = 0.5
    private static let wideness = 2.0
    /// What a view counts beside the costs, in parts of the convolutions: a missing convolution, a
    /// cell without a live path, an operator on the slowest path.
    private static let missingDeviation = 0.15
    private static let deadDeviation = 1.0
    private static let pathDeviation = 0.2
    /// Relative probabilities of the component about the median, of the wider one, and of all kernels.
    private static let middleShare = 2.0
    private static let wideShare = 2.0
    private static let kernelShare = 2.0
    private static let expectedNoise = 0.07

    init(
        devices fits: [TransferDeviceFit], memberships: [[Double]], features: TransferFeatures
    ) {
        scheme = OperatorRatios(features.counts)
        var devices: [[Double]] = []
        var positions: [Int] = []
        for (position, fit) in fits.enumerated() {
            guard let reference = fit.reference else { continue }
            devices.append(scheme.ratios(of: fit, from: reference))
            positions.append(position)
        }
        let width = scheme.means.count
        middle =
            devices.isEmpty
            ? scheme.means : (0..<width).map { j in median(devices.map { $0[j] }) }
        var covariance = Matrix(
            diagonal: scheme.deviations.map { Self.shrinkage * $0 * $0 })
        let far = OperatorRatios.largestDeviation
        for device in devices {
            let gaps = zip(device, middle).map { min(max($0 - $1, -far), far) }
            for i in 0..<width {
                for j in 0..<width { covariance[i, j] += gaps[i] * gaps[j] }
            }
        }
        for index in covariance.elements.indices {
            covariance.elements[index] /= Double(devices.count) + Self.shrinkage
        }
        self.covariance = covariance
        self.devices = devices
        self.positions = positions
        self.memberships = positions.map { memberships[$0] }
        noise = Self.noise(of: positions.map { fits[$0] }, among: fits)
    }

    /// The errors to reckon with: as of profiled devices, else halfway between those of the pool's and
    /// what is expected of a device that nobody has seen the like of.
    private static func noise(
        of described: [TransferDeviceFit], among fits: [TransferDeviceFit]
    ) -> Double {
        guard !fits.isEmpty else { return expectedNoise }
        let usual = median((described.isEmpty ? fits : described).map(\.best.fit.noise))
        return described.isEmpty ? (usual * expectedNoise).squareRoot() : usual
    }

    /// The components for a device with operator latencies.
    /// - Parameter shares: The prior probability of each view.
    func components(
        for reference: OperatorReference, shares: [Double], features: TransferFeatures
    ) throws -> [TransferPrior.Component] {
        var components: [TransferPrior.Component] = []
        for (number, view) in TransferView.allCases.enumerated() {
            func add(_ ratios: [Double], width: Double, weight: Double, device: Int?) throws {
                guard weight > 0 else { return }
                components.append(
                    try component(
                        view, ratios, width: width, logWeight: log(weight), device: device,
                        reference: reference, design: features[view]))
            }
            try add(middle, width: 1, weight: Self.middleShare * shares[number], device: nil)
            try add(
                middle, width: Self.wideness, weight: Self.wideShare * shares[number],
                device: nil)
            for (index, ratios) in devices.enumerated() {
                let membership = memberships[index][number]
                guard membership >= TransferPrior.leastMembership else { continue }
                try add(
                    ratios, width: Self.bandwidth,
                    weight: Self.kernelShare * membership / Double(devices.count),
                    device: positions[index])
            }
        }
        return components
    }

    private func component(
        _ view: TransferView, _ ratios: [Double], width scale: Double, logWeight: Double,
        device: Int?, reference: OperatorReference, design: TransferFeatures.Design
    ) throws -> TransferPrior.Component {
        let (means, change) = scheme.costs(of: ratios, times: reference, in: view)
        let spread = change.product(covariance).product(change, transposingRight: true)
        var mean = [Double](repeating: 0, count: design.width)
        var covariance = Matrix<Double>(rows: design.width, columns: design.width)
        for i in means.indices {
            mean[i] = means[i]
            for j in means.indices { covariance[i, j] = scale * scale * spread[i, j] }
        }
        for (place, variance) in scheme.identityVariances(reference) {
            covariance[place, place] += variance
        }
        let others = view.otherColumns(operators: reference.operators.count)
        for (column, other) in zip(means.count..., others) {
            let deviation =
                switch other {
                case .noConvolution: Self.missingDeviation * reference.convolutions
                case .noLivePath: Self.deadDeviation * reference.convolutions
                case .slowestPath(let index): Self.pathDeviation * reference.operators[index]
                }
            covariance[column, column] = deviation * deviation
        }
        let unit = zip(mean, design.meanRow).reduce(0) { $0 + $1.0 * $1.1 }
        for index in covariance.elements.indices {
            covariance.elements[index] /= unit * unit
        }
        return try Gaussian(covariance).component(
            view: view, mean: mean.map { $0 / unit }, noise: noise, logWeight: logWeight,
            device: device, unit: unit)
    }
}

extension TransferView {
    /// A count that is no execution.
    enum OtherColumn {
        case noConvolution
        case noLivePath
        case slowestPath(Int)
    }

    /// What a row of the view ends with, after the constant, the operators and the additions.
    func otherColumns(operators: Int) -> [OtherColumn] {
        switch self {
        case .asWritten, .writtenOnce: [.noConvolution]
        case .reaching, .pruned, .prunedOnce: [.noLivePath, .noConvolution]
        case .parallel, .parallelOnce: [.noLivePath] + (0..<operators).map { .slowestPath($0) }
        }
    }
}
