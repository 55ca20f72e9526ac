import Statistics
import Testing

@Suite struct StatisticsTests {
    @Test func quantilesLieBetweenNeighbours() {
        let values = [1.0, 2, 4, 8]
        #expect(quantile(0, ofSorted: values) == 1 && quantile(1, ofSorted: values) == 8)
        #expect(quantile(0.5, ofSorted: values) == 3)
        #expect(quantile(0.25, ofSorted: values) == 1.75)
        #expect(quantile(0.9, ofSorted: [5]) == 5)
    }

    @Test func theMiddleOfAnyOrder() {
        #expect(median([3, 1, 2]) == 2 && median([4, 1, 3, 2]) == 2.5 && median([7]) == 7)
        let many = (0..<1001).map { Double(($0 * 389) % 1001) }
        #expect(median(many) == 500)
    }

    @Test func roundedToDigitsAndPlaces() {
        #expect(rounded(1234.5678, digits: 3) == 1230 && rounded(0.00012345, digits: 2) == 0.00012)
        #expect(rounded(-2.345, decimals: 1) == -2.3 && rounded(0, digits: 4) == 0)
        #expect(rounded(.infinity, digits: 3) == .infinity && rounded(.nan, digits: 3).isNaN)
    }

    @Test func intervalsHoldWhatTheySay() {
        // erf(z / √2) by the series of Abramowitz and Stegun, 7.1.5.
        func share(_ z: Double) -> Double {
            let x = z / 2.0.squareRoot()
            var (term, sum) = (x, x)
            for n in 1..<60 {
                term *= -x * x / Double(n)
                sum += term / Double(2 * n + 1)
            }
            return 2 / Double.pi.squareRoot() * sum
        }
        #expect(abs(share(NormalInterval.of80) - 0.8) < 1e-12)
        #expect(abs(share(NormalInterval.of95) - 0.95) < 1e-12)
    }
}
