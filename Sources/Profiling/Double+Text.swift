import Foundation

extension Double {
    /// Fixed-point text without grouping.
    func formatted(decimals: Int) -> String {
        String(format: "%.\(decimals)f", self)
    }
}
