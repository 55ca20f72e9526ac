import Foundation

extension RandomNumberGenerator {
    /// Uniform in (0, 1), of 24 bits.
    mutating func nextUnit() -> Float { (Float(next() >> 40) + 0.5) / Float(1 << 24) }

    /// Standard normal (Box and Muller, 1958, doi:10.1214/aoms/1177706645).
    mutating func nextNormal() -> Float {
        let radius = (-2 * log(Double(nextUnit()))).squareRoot()
        return Float(radius * cos(2 * Double.pi * Double(nextUnit())))
    }
}
