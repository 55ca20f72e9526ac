import Foundation

/// The nearest decimal number of so many significant digits.
package func rounded(_ value: Double, digits: Int) -> Double {
    guard value.isFinite, value != 0 else { return value }
    return Double(String(format: "%.\(digits - 1)e", value)) ?? value
}

/// The nearest decimal number with so many places after the point.
package func rounded(_ value: Double, decimals: Int) -> Double {
    Double(String(format: "%.\(decimals)f", value)) ?? value
}
