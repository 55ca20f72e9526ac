import PlainText
import Testing

@Suite struct NumberFormatTests {
    @Test func numbers() {
        #expect(NumberFormat.count(15_625) == "15,625")
        #expect(NumberFormat.count(-1_234_567) == "-1,234,567")
        #expect(NumberFormat.count(999) == "999")
        #expect(NumberFormat.fixed(nil, 2) == "–")
        #expect(NumberFormat.fixed(.nan, 2) == "–")
        #expect(NumberFormat.milliseconds(0.01234) == "0.0123")
        #expect(NumberFormat.milliseconds(12.34567) == "12.346")
        #expect(NumberFormat.percent(0.1234) == "12.3")
    }
}
