import Architectures
import Foundation
import LinearAlgebra

/// How a device's costs lie to what its operators take alone (``OperatorReference``), one number
/// each for the constant, the counted operators and an addition: logarithms of ratios, which carry
/// over from a device to another and from a view to another.
///
/// In a network an identity costs next to nothing and a zero, which is multiplied, added up, or left
/// out, may cost something, while a view counts what an edge costs more than one with a zero. The
/// constant stands for a network of identities, an operator's ratio for what it costs more than an
/// identity, and the number in an identity's place for what a zero costs more, in parts of what it
/// takes alone.
struct OperatorRatios {
    /// Whether each counted operator is an identity.
    private let isIdentity: [Bool]
    /// Edges of a cell.
    private let edges: Double
    /// What is believed of the ratios before any device, and their deviations.
    let means: [Double]
    let deviations: [Double]

    /// The network around the cells of NAS-Bench-201 multiplies and adds two thirds of what the
    /// geometric mean of its convolutions does in all cells.
    private static let constantRatio = 0.66
    private static let constantDeviation = 0.5
    private static let convolutionDeviation = 0.2
    private static let poolingDeviation = 0.35
    private static let additionRatio = 0.03
    private static let additionDeviation = 1.0
    /// Nobody can say how much of what a zero takes alone is its call.
    private static let zeroShare = 0.5
    private static let zeroDeviation = 0.6
    /// Deviations from what is believed beyond this are as far as can be.
    static let largestDeviation = 1.0
    /// Deviation of an identity's own cost, in parts of what a zero takes alone.
    private static let identityDeviation = 0.15

    init(_ features: CellFeatures) {
        let space = features.space
        let kinds = features.countedOperators.map { space.operators[$0].kind }
        isIdentity = kinds.map { $0 == .identity }
        edges = Double(space.edges.count)
        let hasZero = space.operators.contains { $0.kind == .zero }
        means =
            [log(Self.constantRatio)]
            + isIdentity.map { $0 && hasZero ? Self.zeroShare : 0 } + [log(Self.additionRatio)]
        let own = kinds.map { kind in
            switch kind {
            case .zero, .identity: Self.zeroDeviation
            case .convolution: Self.convolutionDeviation
            case .averagePooling: Self.poolingDeviation
            }
        }
        deviations = [Self.constantDeviation] + own + [Self.additionDeviation]
    }

    /// The ratios of a fitted device; what its view does not count is as believed.
    func ratios(of device: TransferDeviceFit, from reference: OperatorReference) -> [Double] {
        let (view, fit) = device.best
        let costs = fit.coefficients.map { $0 * fit.average * device.unit }
        let identities = identityPlaces.map { costs[$0] }
        let countsZeros = view.extent == .everything && !identities.isEmpty
        let zero = countsZeros ? -identities.reduce(0, +) / Double(identities.count) : 0
        return zip(reference.costs, means).enumerated().map { place, pair in
            let (own, mean) = pair
            let far = Self.largestDeviation
            if isIdentity(place) {
                return countsZeros ? min(max(zero / own, mean - far), mean + far) : mean
            }
            if place > isIdentity.count {
                return view == .asWritten ? mean : log(max(costs[place] / own, exp(mean - 2 * far)))
            }
            let cost =
                costs[place] + (place == 0 ? -edges * zero : zero)
                - passing(at: place, in: view, of: reference)
            return log(max(cost / own, exp(mean - 2 * far)))
        }
    }

    /// The costs of a view that some ratios mean, in milliseconds, and how they change with the ratios,
    /// `[counts × ratios]`, of the counts before ``TransferView/otherColumns(operators:)``.
    func costs(
        of ratios: [Double], times reference: OperatorReference, in view: TransferView
    ) -> (means: [Double], change: Matrix<Double>) {
        let counted = view == .asWritten ? ratios.count - 1 : ratios.count
        var means = [Double](repeating: 0, count: counted)
        var change = Matrix<Double>(rows: counted, columns: ratios.count)
        let places = identityPlaces
        for (place, own) in reference.costs.prefix(counted).enumerated() {
            means[place] += passing(at: place, in: view, of: reference)
            guard isIdentity(place) else {
                let cost = exp(ratios[place]) * own
                means[place] += cost
                change[place, place] = cost
                continue
            }
            guard view.extent == .everything else { continue }
            // A zero costs this much more than the identity.
            let share = 1 / Double(places.count)
            for other in 0...isIdentity.count where other == place || !isIdentity(other) {
                let factor = other == 0 ? edges * share : other == place ? -1 : -share
                means[other] += factor * ratios[place] * own
                change[other, place] = factor * own
            }
        }
        return (means, change)
    }

    /// What passing through edges costs: where all are executed, whatever they hold, it is part of
    /// the constant, else of every operator.
    private func passing(
        at place: Int, in view: TransferView, of reference: OperatorReference
    ) -> Double {
        if view.extent == .everything { return place == 0 ? edges * reference.passing : 0 }
        return (1...isIdentity.count).contains(place) ? reference.passing : 0
    }

    /// Variance of what an identity costs beside it, by place.
    func identityVariances(_ reference: OperatorReference) -> [(place: Int, variance: Double)] {
        identityPlaces.map { place in
            let deviation = Self.identityDeviation * reference.costs[place]
            return (place, deviation * deviation)
        }
    }

    private var identityPlaces: [Int] { (0...isIdentity.count).filter(isIdentity(_:)) }

    private func isIdentity(_ place: Int) -> Bool {
        (1...isIdentity.count).contains(place) && isIdentity[place - 1]
    }
}
