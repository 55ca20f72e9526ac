/// How much room each member of a front leaves: the crowding distance seen from one side.
enum FrontIsolation {
    /// For each point, the sum over the objectives of the distance to the next worse point of the
    /// front, as a fraction of the distance from the best point to the reference.
    ///
    /// The member that is worst in an objective is measured against the reference there: 0 for
    /// negated qualities such as accuracy, 1.1 times the worst value for costs, as hypervolumes are.
    /// So the sum weighs what the hypervolume would gain if the member became a little better.
    /// - Parameters:
    ///   - front: Points of which none dominates another, finite.
    ///   - worst: For each objective, the worst value that was seen of any point, also off the
    ///     front, so that a front that does not yet reach to its slow end leaves room there; nil
    ///     for the front's own worst values.
    /// - Returns: One positive number a point; equal points have the same.
    static func weights(of front: ObjectiveVectors, worst seen: [Double]? = nil) -> [Double] {
        var weights = [Double](repeating: 0, count: front.count)
        for objective in 0..<front.dimension {
            let order = front.indices.sorted {
                (front[$0, objective], $0) < (front[$1, objective], $1)
            }
            guard let first = order.first, let last = order.last else { break }
            let best = front[first, objective]
            let worst = front[last, objective]
            var next = worst < 0 ? 0 : 1.1 * max(worst, seen?[objective] ?? worst)
            let extent = next - best
            guard extent > 0, extent.isFinite else { continue }
            // From worst to best; `next` is the nearest value that is strictly worse.
            var current = worst
            for row in order.reversed() {
                let value = front[row, objective]
                if value < current {
                    next = current
                    current = value
                }
                weights[row] += (next - value) / extent
            }
        }
        return weights.map { max($0, 1e-6) }
    }
}
