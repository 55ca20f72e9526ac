import Reporting
import Testing

@Suite struct TextTableTests {
    @Test func columnsAlignAndEmptyOnesDisappear() {
        var table = TextTable([.init("n"), .init("gone"), .init("name", .left)])
        table.append(["7", "", "a"])
        table.append(["1234", "", "bcd"])
        table.append(line: "a note")
        #expect(table.lines(indent: " ") == ["    n  name", "    7  a", " 1234  bcd", " a note"])
    }

    @Test func narrowTerminalsCutLines() {
        var table = TextTable([.init("a", .left), .init("b", .left)])
        table.append(["12345", "67890"])
        #expect(table.lines(style: TextStyle(width: 8)).last == "12345  …")
    }

    @Test func namesGiveWayToNumbers() {
        var table = TextTable([
            .init("device", .left), .init("rank", isExtra: true), .init("share"),
        ])
        table.append(["a-device-of-some-length-batch-256", "1", "0.914"])
        table.append(["short", "2", "0.831"])
        #expect(
            table.lines(style: TextStyle(width: 24)) == [
                "device             share", "a-device…atch-256  0.914",
                "short              0.831",
            ])
        #expect(table.lines().last == "short                                 2  0.831")
    }

    @Test func headingsStandOutWhereThereAreColours() {
        var table = TextTable([.init("n")])
        table.append(["7"])
        let style = TextStyle(width: 80, isColoured: true)
        #expect(table.lines(style: style) == ["\u{1B}[1mn\u{1B}[0m", "7"])
    }

    @Test func numbersKeepTheirUnitsAndLongWordsTheirPlace() {
        let style = TextStyle(width: 40)
        #expect(
            style.wrapped(["of all the predictions there are some 86.0 % within"]) == [
                "of all the predictions there are some", "  86.0 % within",
            ])
        #expect(
            style.wrapped(["the front of many members  (* = exact; ~ = not told apart)"]) == [
                "the front of many members  (* = exact;", "  ~ = not told apart)",
            ])
        let path = "/" + String(repeating: "folder/", count: 8)
        #expect(
            style.wrapped(["at \(path) it is"], indent: 4) == ["at", "    " + path, "    it is"])
    }

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

    @Test func plotPlacesTheCorners() {
        let plot = TerminalPlot(
            series: [.init(mark: "●", label: "found", points: [(1, 10), (2, 20)])],
            xLabel: "ms", yLabel: "%")
        let lines = plot.lines(width: 20, height: 4)
        #expect(lines[0].hasPrefix("20.0 │"))
        #expect(lines[0].hasSuffix("●"))
        #expect(lines[3] == "10.0 │●")
        #expect(lines.last?.contains("● found") == true)
        let single = TerminalPlot(
            series: [.init(mark: "●", label: "found", points: [(1, 10)])], xLabel: "", yLabel: "")
        #expect(single.lines(width: 20, height: 4).isEmpty)
    }
}
