extension ObjectiveVectors {
    /// IGD⁺ (Ishibuchi et al., 2015, doi:10.1007/978-3-319-15892-1_8): the mean over the reference
    /// points of the distance to the nearest of these points, counting only the objectives in which
    /// it is worse. 0 is best.
    /// - Parameter reference: The points to be reached, at least one.
    /// - Returns: Infinity where there is no point here.
    package func invertedGenerationalDistancePlus(to reference: ObjectiveVectors) -> Double {
        precondition(reference.dimension == dimension, "points of another dimension")
        precondition(!reference.isEmpty, "nothing to compare with")
        guard !isEmpty else { return .infinity }
        var sum = 0.0
        for target in reference.indices {
            var nearest = Double.infinity
            for row in indices {
                var square = 0.0
                for objective in 0..<dimension {
                    let excess = max(0, self[row, objective] - reference[target, objective])
                    square += excess * excess
                }
                nearest = min(nearest, square)
            }
            sum += nearest.squareRoot()
        }
        return sum / Double(reference.count)
    }

    /// The additive ε indicator (Zitzler et al., 2003, doi:10.1109/TEVC.2003.810758): the least
    /// number by which these points must improve in every objective so that each reference point is
    /// reached or dominated. 0 or less means that they all are.
    /// - Parameter reference: The points to be reached, at least one.
    /// - Returns: Infinity where there is no point here.
    package func additiveEpsilon(to reference: ObjectiveVectors) -> Double {
        precondition(reference.dimension == dimension, "points of another dimension")
        precondition(!reference.isEmpty, "nothing to compare with")
        return reference.indices.map { target in
            indices.map { row in
                (0..<dimension).map { self[row, $0] - reference[target, $0] }.max() ?? 0
            }.min() ?? .infinity
        }.max() ?? .infinity
    }

    /// The points with each objective scaled so that `bounds` spans 0 to 1; an objective in which
    /// `bounds` has no extent is only shifted.
    /// - Parameter bounds: The points whose least and greatest coordinates set the scale.
    package func normalised(to bounds: ObjectiveVectors) -> ObjectiveVectors {
        precondition(bounds.dimension == dimension && !bounds.isEmpty, "bounds do not fit")
        var scaled = values
        for objective in 0..<dimension {
            let column = bounds.indices.map { bounds[$0, objective] }
            let least = column.min() ?? 0
            let extent = (column.max() ?? 0) - least
            for row in indices {
                let position = row * dimension + objective
                scaled[position] -= least
                if extent > 0 { scaled[position] /= extent }
            }
        }
        return ObjectiveVectors(values: scaled, dimension: dimension)
    }
}
