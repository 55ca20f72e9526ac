import Architectures
import Foundation

/// The components of a ``TransferPrior`` after some samples: the ones that count.
struct TransferPosterior {
    /// One component.
    struct Component {
        /// What its counts are.
        let view: TransferView
        /// Posterior probability.
        let weight: Double
        /// Costs in milliseconds.
        let costs: [Double]
        /// Their covariance in square milliseconds, row-major.
        let covariance: [Double]
        /// Scale of the relative errors.
        let noise: Double
        /// Position of the pool device behind it, nil for several.
        let device: Int?
        /// Whether it is what operator latencies say.
        let isDescribed: Bool
    }

    /// The likeliest first; their weights add up to 1.
    let components: [Component]

    private static let firstIterations = 3
    private static let iterations = 8
    /// Components less likely than the best by this much, logarithmic, are dropped early.
    private static let negligible = 10.0
    /// The same once they are adapted.
    private static let unnoticeable = 6.0
    private static let mostComponents = 24

    /// Adapts a mixture.
    /// - Parameter samples: Usable ones; without any, every component must know its unit.
    /// - Throws: `LinearAlgebraError`.
    init(
        samples: [LatencySample], prior: [TransferPrior.Component], features: TransferFeatures
    ) throws {
        let targets = samples.map(\.milliseconds)
        var regressions = TransferView.allCases.map { view in
            TransferRegression(
                rows: samples.flatMap { features[view].row($0.architecture.code) },
                targets: targets, errors: samples.map(\.relativeError), width: features[view].width)
        }
        let viewOf = prior.map { component in
            TransferView.allCases.firstIndex(of: component.view) ?? 0
        }
        let first = try prior.indices.map {
            try regressions[viewOf[$0]].posterior(
                of: prior[$0], iterations: Self.firstIterations, withCovariance: false
            ).logWeight
        }
        let best = first.max() ?? 0
        var kept: [(index: Int, posterior: TransferRegression.Posterior)] = []
        for (index, weight) in first.enumerated() where weight > best - Self.negligible {
            let posterior = try regressions[viewOf[index]].posterior(
                of: prior[index], iterations: Self.iterations, withCovariance: true)
            kept.append((index, posterior))
        }
        kept.sort { ($1.posterior.logWeight, $0.index) < ($0.posterior.logWeight, $1.index) }
        kept = Array(kept.prefix(Self.mostComponents))
        let top = kept.first?.posterior.logWeight ?? 0
        kept.removeAll { $0.posterior.logWeight < top - Self.unnoticeable }
        let odds = kept.map { exp($0.posterior.logWeight - top) }
        let total = odds.reduce(0, +)
        components = zip(kept, odds).map { one, odds in
            let component = prior[one.index]
            return Component(
                view: component.view, weight: odds / total, costs: one.posterior.mean,
                covariance: one.posterior.covariance, noise: one.posterior.noise,
                device: component.device, isDescribed: component.unit != nil)
        }
    }

    /// The probability of a view.
    func probability(of view: TransferView) -> Double {
        components.reduce(0) { $0 + ($1.view == view ? $1.weight : 0) }
    }

    /// The probability of what operator latencies say, beside what is believed without.
    var descriptorProbability: Double {
        components.reduce(0) { $0 + ($1.isDescribed ? $1.weight : 0) }
    }

    /// The pool device that the samples look like most, where one component is about a device.
    var closestDevice: Int? { components.lazy.compactMap(\.device).first }
}
