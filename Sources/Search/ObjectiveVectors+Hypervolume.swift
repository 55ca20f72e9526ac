extension ObjectiveVectors {
    /// The volume that the points dominate and that dominates the reference point (Zitzler and
    /// Thiele, 1998, doi:10.1007/BFb0056872), exact.
    ///
    /// Points that are not better than the reference in every objective add nothing; dominated and
    /// equal points neither.
    /// - Parameter reference: One number an objective.
    /// - Complexity: O(*n* log *n*) for two objectives; three: O(*n* log *n*) plus the upkeep of a
    ///   sorted array, O(*n*²) at worst; each further objective multiplies by *n*.
    package func hypervolume(reference: [Double]) -> Double {
        precondition(reference.count == dimension, "one reference number an objective")
        let inside = indices.filter { row in
            (0..<dimension).allSatisfy { self[row, $0] < reference[$0] }
        }
        guard !inside.isEmpty else { return 0 }
        let points = inside.count == count ? self : selecting(inside)
        switch dimension {
        case 1: return reference[0] - (points.values.min() ?? reference[0])
        case 2: return points.area(reference: reference)
        case 3: return points.volume(reference: reference)
        default: return points.sliced(reference: reference)
        }
    }

    private func area(reference: [Double]) -> Double {
        var area = 0.0
        var height = reference[1]
        for row in nonDominatedRows() {
            area += (reference[0] - self[row, 0]) * (height - self[row, 1])
            height = self[row, 1]
        }
        return area
    }

    /// Sweeps the first objective: the area that the points so far cover in the other two, times
    /// the distance to the next point.
    private func volume(reference: [Double]) -> Double {
        let corner = Staircase.Step(x: reference[1], y: reference[2])
        var staircase = Staircase()
        var volume = 0.0
        for row in lexicographic(Array(indices)) {
            let gained = staircase.areaGained(x: self[row, 1], y: self[row, 2], corner: corner)
            volume += gained * (reference[0] - self[row, 0])
        }
        return volume
    }

    /// Cuts along the first objective and adds the slices, each a problem of one objective less.
    private func sliced(reference: [Double]) -> Double {
        let order = selecting(nonDominatedRows())
        var rest = ObjectiveVectors(dimension: dimension - 1)
        var volume = 0.0
        for row in order.indices {
            rest.append(order.row(row).dropFirst())
            let end = row + 1 < order.count ? order[row + 1, 0] : reference[0]
            guard end > order[row, 0] else { continue }
            rest = rest.selecting(rest.nonDominatedRows())
            volume += (end - order[row, 0]) * rest.hypervolume(reference: Array(reference[1...]))
        }
        return volume
    }
}
