import Architectures

/// Which candidates stand close to those that were taken, in the order in which tables are measured:
/// the published one.
struct MeasuringOrder {
    /// Whether each candidate is close to one that was taken.
    private(set) var isNear: [Bool]
    private let places: [Int]
    private let distance: Int

    /// How far apart picks are where a space is large enough for it: the published tables' clocks
    /// stay slow for some dozens of cells.
    private static let largestDistance = 100

    init(_ candidates: [Architecture], of space: SearchSpace) {
        isNear = [Bool](repeating: false, count: candidates.count)
        places = candidates.map { space.publishedIndex(of: $0) }
        distance = min(Self.largestDistance, space.count / Self.largestDistance)
    }

    /// Takes a candidate.
    mutating func take(_ position: Int) {
        for (index, place) in places.enumerated()
        where abs(place - places[position]) < distance {
            isNear[index] = true
        }
    }
}
