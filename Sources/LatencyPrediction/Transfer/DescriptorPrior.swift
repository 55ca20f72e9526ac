import Architectures
import Foundation
import LinearAlgebra
import Statistics

/// What operator latencies say of a device's costs before any sample: how far the costs of pool
/// devices, in networks, lie from what their operators cost alone, as logarithms of the ratio. In
/// logarithms a deviation carries over from a device to another and from one view to another.
///
/// The costs are normal about the device's own operator latencies times the median ratio, and, in a
/// kernel each, times every pool device's ratio; their scale is known, unlike that of the
/// ``TransferPrior``'s other components. Without any pool device with a descriptor, the ratios are
/// what an operator alone suggests.
struct DescriptorPrior: Sendable {
    /// Logarithms of costs over references (``OperatorReference/costs``), one vector a device.
    private let deviations: [[Double]]
    /// Positions of these devices in the pool.
    private let positions: [Int]
    /// How far each view explains each of them.
    private let memberships: [[Double]]
    /// Their median, and the covariance about it.
    private let middle: [Double]
    private let covariance: Matrix<Double>
    private let noise: Double

    /// Deviations of the logarithms, by kind, before any device: the constant's, an identity's, a
    /// convolution's, a pooling's and an addition's. The constant is a third of the convolutions.
    private static let baseDeviation = 0.5
    private static let identityDeviation = 0.6
    private static let convolutionDeviation = 0.2
    private static let poolingDeviation = 0.35
    private static let additionDeviation = 1.0
    private static let baseRatio = 0.35
    private static let additionRatio = 0.03
    /// Devices' worth of these.
    private static let shrinkage = 2.0
    /// Deviations from the median beyond this are as far as can be.
    private static let largestDeviation = 1.0
    /// Width of a kernel in parts of the covariance's.
    private static let bandwidth = 0.5
    /// What a view counts beside the costs, in parts of the convolutions: a missing convolution, a
    /// cell without a live path, an operator on the slowest path.
    private static let missingDeviation = 0.15
    private static let deadDeviation = 1.0
    private static let pathDeviation = 0.2
    /// Relative probabilities of the component about the median and of all kernels.
    private static let middleShare = 2.0
    private static let kernelShare = 2.0
    private static let expectedNoise = 0.07

    init(
        devices: [TransferDeviceFit], memberships: [[Double]], features: TransferFeatures
    ) {
        let generic = Self.generic(features.counts)
        var deviations: [[Double]] = []
        var positions: [Int] = []
        for (position, device) in devices.enumerated() {
            guard let reference = device.reference else { continue }
            deviations.append(Self.deviations(of: device, from: reference, generic: generic.means))
            positions.append(position)
        }
        let width = generic.means.count
        middle =
            deviations.isEmpty
            ? generic.means : (0..<width).map { j in median(deviations.map { $0[j] }) }
        var covariance = Matrix(
            diagonal: generic.deviations.map { Self.shrinkage * $0 * $0 })
        for deviation in deviations {
            let gaps = zip(deviation, middle).map {
                min(max($0 - $1, -Self.largestDeviation), Self.largestDeviation)
            }
            for i in 0..<width {
                for j in 0..<width { covariance[i, j] += gaps[i] * gaps[j] }
            }
        }
        for index in covariance.elements.indices {
            covariance.elements[index] /= Double(deviations.count) + Self.shrinkage
        }
        self.covariance = covariance
        self.deviations = deviations
        self.positions = positions
        self.memberships = positions.map { memberships[$0] }
        let noises = positions.map { devices[$0].best.fit.noise }
        noise = noises.isEmpty ? Self.expectedNoise : median(noises)
    }

    /// What is believed of the ratios before any device.
    private static func generic(_ features: CellFeatures) -> (means: [Double], deviations: [Double])
    {
        let operators = features.countedOperators.map { features.space.operators[$0].kind }
        let own = operators.map { kind in
            switch kind {
            case .zero, .identity: identityDeviation
            case .convolution: convolutionDeviation
            case .averagePooling: poolingDeviation
            }
        }
        return (
            [log(baseRatio)] + operators.map { _ in 0 } + [log(additionRatio)],
            [baseDeviation] + own + [additionDeviation]
        )
    }

    /// The logarithms of a fitted device's ratios; what its view does not count is as expected.
    private static func deviations(
        of device: TransferDeviceFit, from reference: OperatorReference, generic: [Double]
    ) -> [Double] {
        let (view, fit) = device.best
        return zip(reference.costs, generic).enumerated().map { index, pair in
            if view == .asWritten, index == generic.count - 1 { return pair.1 }
            let ratio = fit.coefficients[index] * fit.average * device.unit / pair.0
            return log(max(ratio, exp(pair.1 - 2 * largestDeviation)))
        }
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
            for (index, ratios) in deviations.enumerated() {
                let membership = memberships[index][number]
                guard membership >= TransferPrior.leastMembership else { continue }
                try add(
                    ratios, width: Self.bandwidth,
                    weight: Self.kernelShare * membership / Double(deviations.count),
                    device: positions[index])
            }
        }
        return components
    }

    private func component(
        _ view: TransferView, _ ratios: [Double], width scale: Double, logWeight: Double,
        device: Int?, reference: OperatorReference, design: TransferFeatures.Design
    ) throws -> TransferPrior.Component {
        let shared = zip(ratios, reference.costs).map { exp($0) * $1 }
        let counted = view == .asWritten ? shared.count - 1 : shared.count
        var mean = [Double](repeating: 0, count: design.width)
        var covariance = Matrix<Double>(rows: design.width, columns: design.width)
        for i in 0..<counted {
            mean[i] = shared[i]
            for j in 0..<counted {
                covariance[i, j] =
                    scale * scale * self.covariance[i, j] * shared[i] * shared[j]
            }
        }
        let others = view.otherColumns(operators: reference.operators.count)
        for (column, other) in zip(counted..., others) {
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
