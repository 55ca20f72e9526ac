/// What the page of `devices distance` draws: a map of distances, ordered by clustering.
package struct DistanceFigure: Figure {
    package static let kind = "distance"

    let names: [String]
    let distances: [[Double]]
    let obstacles: [[String?]]
    let order: [Int]
    let quantity: String

    /// Gathers the figure.
    /// - Parameters:
    ///   - distances: `[names × names]`, symmetric, 0 on the diagonal; NaN where unknown.
    ///   - obstacles: Why a distance is unknown; empty where nobody says.
    ///   - quantity: What the distance is, such as 'Euclidean distance of descriptors'.
    package init(
        names: [String], distances: [[Double]], obstacles: [[String?]] = [],
        quantity: String
    ) {
        precondition(
            distances.count == names.count && distances.allSatisfy { $0.count == names.count },
            "a square of distances")
        self.names = names
        self.distances = distances
        self.obstacles = obstacles
        self.quantity = quantity
        order = AverageLinkage.leafOrder(of: distances)
    }

    private enum CodingKeys: String, CodingKey {
        case names, distances, obstacles, order, quantity
    }

    /// Writes unknown distances as `null`.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(names, forKey: .names)
        try container.encode(order, forKey: .order)
        try container.encode(quantity, forKey: .quantity)
        try container.encode(obstacles, forKey: .obstacles)
        try container.encode(distances.map { NumberColumn(values: $0) }, forKey: .distances)
    }

    /// The map.
    package func plot() -> StaticPlot { DistancePlot(figure: self).drawing() }
}
