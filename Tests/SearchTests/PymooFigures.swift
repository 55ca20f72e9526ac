import Search

/// Point sets with figures of pymoo 0.6.2 (numpy 2.4.6), computed with
/// `HV(ref_point=…)(points)`, `IGDPlus(reference)(points)`,
/// `NonDominatedSorting().do(points)` and `calc_crowding_distance(points)`.
enum PymooFigures {
    /// With a weakly dominated point, a dominated one and two in line.
    static let plane = ObjectiveVectors(
        values: [1, 9, 2, 7, 2, 8, 3, 7, 4, 4, 5, 5, 6, 2, 6.5, 2, 9, 1], dimension: 2)
    static let planeFronts = [[0, 1, 4, 6, 8], [2, 3, 5, 7]]
    static let planeVolume = 52.0
    static let planeReference = ObjectiveVectors(
        values: [1, 8, 2, 5, 4, 3, 7, 1], dimension: 2)
    static let planeDistance = 1.25

    static let three = ObjectiveVectors(
        values: [
            1, 5, 9, 2, 4, 8, 3, 3, 3, 5, 1, 7, 9, 9, 1, 3, 3, 4, 6, 2, 2, 2, 6, 5,
        ], dimension: 3)
    static let threeFronts: [Set<Int>] = [[0, 1, 2, 3, 4, 6, 7], [5]]
    static let threeVolume = 451.0
    /// From rows 0, 1 and 3 to rows 2, 4 and 6.
    static let threeDistance = 5.1573786516665265

    /// `numpy.random.RandomState(7)`: `floor(rand(40, 3) * 64)`, reference (60, 60, 60).
    static let forty = ObjectiveVectors(
        values: [
            4, 49, 28, 46, 62, 34, 32, 4, 17, 31, 43, 51, 24, 4, 18, 58, 13, 28, 59, 1, 38, 60, 14,
            35, 58, 8, 33, 48, 42, 29, 13, 31, 23, 30, 23, 53, 49, 20, 36, 17, 28, 22, 42, 23, 29,
            46, 26, 58, 11, 47, 27, 27, 40, 33, 26, 0, 5, 45, 33, 44, 61, 43, 3, 19, 37, 15, 61, 60,
            54, 30, 53, 8, 19, 29, 47, 31, 8, 21, 20, 19, 10, 26, 28, 49, 50, 33, 29, 49, 56, 43,
            51,
            60, 2, 56, 17, 30, 50, 45, 9, 42, 4, 22, 52, 27, 38, 46, 52, 48, 0, 26, 29, 3, 34, 38,
            53,
            60, 8, 14, 42, 8,
        ], dimension: 3)
    static let fortyFront: Set<Int> = [0, 4, 10, 13, 16, 18, 20, 21, 26, 30, 36, 39]
    static let fortyVolume = 150154.0

    /// Then `floor(rand(30, 4) * 16)`, reference (16, 16, 16, 16).
    static let thirty = ObjectiveVectors(
        values: [
            3, 9, 2, 12, 13, 0, 8, 12, 15, 4, 2, 14, 14, 3, 7, 11, 13, 2, 10, 12, 8, 2, 0, 4, 12, 0,
            0, 5, 1, 2, 0, 8, 11, 6, 2, 5, 9, 15, 15, 3, 0, 13, 14, 7, 12, 13, 9, 13, 0, 4, 4, 1,
            14,
            0, 10, 1, 5, 6, 2, 8, 8, 5, 11, 2, 3, 5, 6, 3, 14, 13, 1, 5, 3, 7, 4, 8, 14, 6, 10, 9,
            12,
            0, 11, 15, 9, 4, 10, 11, 10, 2, 15, 15, 6, 9, 0, 15, 13, 10, 12, 3, 4, 3, 9, 1, 14, 7,
            7,
            1, 10, 13, 10, 3, 12, 2, 13, 9, 4, 8, 10, 4,
        ], dimension: 4)
    static let thirtyFront: Set<Int> = [5, 6, 7, 12, 13, 25]
    static let thirtyVolume = 48624.0
}
