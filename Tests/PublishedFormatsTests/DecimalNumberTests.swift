import Testing

@testable import PublishedFormats

@Suite struct DecimalNumberTests {
    private func parse(_ text: String) -> Double? {
        Array(text.utf8).withUnsafeBufferPointer { DecimalNumber.parse($0) }
    }

    @Test(arguments: [
        ("0", 0.0), ("1", 1.0), ("-2.5", -2.5), ("+3", 3.0), (".5", 0.5), ("5.", 5.0),
        ("0.1", 0.1), ("2.48562", 2.48562), ("1e3", 1000.0), ("1E-3", 0.001),
        ("0.00327686", 0.00327686),
        ("9007199254740993", 9_007_199_254_740_992.0), ("1e22", 1e22), ("1e23", 1e23),
        ("123456789012345678901234567890", 1.2345678901234568e29),
        ("4.9e-324", Double.leastNonzeroMagnitude),
        ("2.2250738585072014e-308", Double.leastNormalMagnitude),
        ("0.000000000000000000000000000001", 1e-30), ("0e999", 0.0),
        ("179769313486231570814527423731704356798070e267", 1.7976931348623157e308),
    ])
    func numbers(text: String, value: Double) {
        #expect(parse(text) == value)
    }

    @Test(arguments: [
        "", "-", ".", "e5", "1e", "1e+", "1.2.3", "1,5", "nan", "NaN", "inf", "-inf", "0x10",
        "1_000",
        "1 2", "1e999", "١", "1e9999999999",
    ])
    func noNumbers(text: String) {
        #expect(parse(text) == nil)
    }

    /// Against the standard library, which rounds correctly.
    @Test func agreesWithTheStandardLibrary() throws {
        var bits: UInt64 = 88
        for _ in 0..<2000 {
            bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let value = Double(bitPattern: bits)
            guard value.isFinite else { continue }
            #expect(parse("\(value)") == value)
            let short = Double(bits >> 40) / 1000
            #expect(parse("\(short)") == short)
        }
    }

    @Test(arguments: [("0", 0), ("15624", 15_624), ("007", 7)])
    func indices(text: String, value: Int) {
        #expect(Array(text.utf8).withUnsafeBufferPointer { DecimalNumber.parseIndex($0) } == value)
    }

    @Test(arguments: ["", "-1", "1.0", "1e3", "9999999999999999"])
    func noIndices(text: String) {
        #expect(Array(text.utf8).withUnsafeBufferPointer { DecimalNumber.parseIndex($0) } == nil)
    }
}
