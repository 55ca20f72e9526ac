extension ObjectiveVectors {
    /// The points that no other point dominates.
    ///
    /// Equal points do not dominate each other, so that duplicates of a member are all members.
    /// - Returns: Row numbers in lexicographic order of the points, equal points in row order.
    /// - Complexity: With *n* points, of which *k* are members: O(*n* log *n*) for one and two
    ///   objectives; three: O(*n* log *n*) plus O(*k*) to keep a sorted array for each point that
    ///   changes it; more: O(*n* log *n* + *n k*).
    package func nonDominatedRows() -> [Int] {
        switch dimension {
        case 1: return nonDominatedOfOne()
        case 2: return nonDominatedOfTwo()
        case 3: return nonDominatedOfThree()
        default: return nonDominatedOfMany()
        }
    }

    private func nonDominatedOfOne() -> [Int] {
        guard let best = values.min() else { return [] }
        return indices.filter { values[$0] == best }
    }

    /// A sweep by the first objective: a member is lower than everything before it.
    private func nonDominatedOfTwo() -> [Int] {
        let candidates = lexicographic(plausibleOfTwo())
        var members: [Int] = []
        var lowest = Double.infinity
        for row in candidates {
            let height = values[2 * row + 1]
            if let last = members.last, coincide(last, row) {
                members.append(row)
            } else if height < lowest || members.isEmpty {
                members.append(row)
                lowest = height
            }
        }
        return members
    }

    /// Leaves out, in one pass and without sorting, what a point in an earlier slice of the first
    /// objective dominates: of a large table little more than the front remains to be sorted.
    private func plausibleOfTwo() -> [Int] {
        let sliceCount = 512
        guard count > sliceCount else { return Array(indices) }
        return values.withUnsafeBufferPointer { values in
            var least = values[0]
            var greatest = values[0]
            for row in 0..<count {
                least = min(least, values[2 * row])
                greatest = max(greatest, values[2 * row])
            }
            let scale = Double(sliceCount - 1) / (greatest - least)
            guard scale.isFinite, scale > 0 else { return Array(indices) }
            // Rounding is monotonic: a point of an earlier slice is strictly smaller.
            func slice(_ row: Int) -> Int { Int((values[2 * row] - least) * scale) }
            // floors[s] is the lowest second objective in the slices before s.
            var floors = [Double](repeating: .infinity, count: sliceCount + 1)
            for row in 0..<count {
                let next = slice(row) + 1
                floors[next] = min(floors[next], values[2 * row + 1])
            }
            for slice in 1...sliceCount { floors[slice] = min(floors[slice], floors[slice - 1]) }
            return (0..<count).filter {
                let floor = floors[slice($0)]
                return values[2 * $0 + 1] < floor || floor == .infinity
            }
        }
    }

    /// A sweep by the first objective with a staircase of the other two.
    private func nonDominatedOfThree() -> [Int] {
        var members: [Int] = []
        var staircase = Staircase()
        for row in lexicographic(Array(indices)) {
            if let last = members.last, coincide(last, row) {
                members.append(row)
            } else if staircase.insert(x: values[3 * row + 1], y: values[3 * row + 2]) {
                members.append(row)
            }
        }
        return members
    }

    /// In lexicographic order no point dominates an earlier one, and whatever dominates a point is
    /// itself dominated by a member: comparing with the members suffices.
    private func nonDominatedOfMany() -> [Int] {
        var members: [Int] = []
        // The same members, those that dominated most recently first.
        var judges: [Int] = []
        for row in lexicographic(Array(indices)) {
            if let position = judges.firstIndex(where: { dominates($0, row) }) {
                judges.swapAt(position, position / 2)
            } else {
                members.append(row)
                judges.append(row)
            }
        }
        return members
    }

    /// Rows sorted lexicographically by their points, equal points by row.
    func lexicographic(_ rows: [Int]) -> [Int] {
        rows.sorted { coincide($0, $1) ? $0 < $1 : precedes($0, $1) }
    }
}
