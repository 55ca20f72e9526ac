/// The minima of points in the plane: x strictly rising, y strictly falling.
///
/// The sweeps over three objectives keep one of these for the two that are not swept.
struct Staircase {
    /// A corner: nothing in the staircase is as low in both coordinates.
    struct Step: Equatable {
        var x: Double
        var y: Double
    }

    private(set) var steps: [Step] = []

    /// Adds a point and removes what it covers.
    /// - Returns: False, and no change, where a step is as low or lower in both coordinates.
    /// - Complexity: O(log *n*) to decide, O(*n*) to keep the array sorted.
    mutating func insert(x: Double, y: Double) -> Bool {
        let position = firstStep(notBefore: x)
        if position > 0, steps[position - 1].y <= y { return false }
        if position < steps.count, steps[position].x == x, steps[position].y <= y { return false }
        var end = position
        while end < steps.count, steps[end].y >= y { end += 1 }
        steps.replaceSubrange(position..<end, with: CollectionOfOne(Step(x: x, y: y)))
        return true
    }

    /// Adds a point as ``insert(x:y:)`` does.
    /// - Returns: By how much the area between the staircase and the corner grows; 0 where the
    ///   point is covered or beyond the corner.
    mutating func areaGained(x: Double, y: Double, corner: Step) -> Double {
        guard x < corner.x, y < corner.y else { return 0 }
        let position = firstStep(notBefore: x)
        var height = position > 0 ? min(steps[position - 1].y, corner.y) : corner.y
        guard height > y else { return 0 }
        var area = 0.0
        var left = x
        var next = position
        while height > y {
            let right = next < steps.count ? steps[next].x : corner.x
            area += (right - left) * (height - y)
            guard next < steps.count else { break }
            left = right
            height = steps[next].y
            next += 1
        }
        _ = insert(x: x, y: y)
        return area
    }

    private func firstStep(notBefore x: Double) -> Int {
        var low = 0
        var high = steps.count
        while low < high {
            let middle = (low + high) / 2
            if steps[middle].x < x { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
