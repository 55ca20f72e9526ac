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

    /// A front's table as `search` has it: the cell's string comes last and is extra.
    private var front: TextTable {
        var table = TextTable(
            [
                .init("index"), .init("", .left), .init("ms predicted"), .init("", .left),
                .init("% published"), .init("% test", isExtra: true),
                .init("M params", isExtra: true), .init("cell", .left, isExtra: true),
            ], keys: 2)
        table.append([
            "9930", "*", "9.545", "± 0.4020", "73.49", "73.51", "1.294",
            "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|none~1|none~2|",
        ])
        return table
    }

    @Test func numbersStayWhereACellsStringWouldTakeTheirRoom() {
        let wide = front.lines(style: TextStyle(width: 100))
        #expect(
            wide == [
                "index     ms predicted            % published  % test  M params  cell",
                " 9930  *         9.545  ± 0.4020        73.49   73.51     1.294  "
                    + "|nor_conv_3x3~0|+|nor_conv_3x3~0|…",
            ])
        let middle = front.lines(style: TextStyle(width: 80))
        #expect(
            middle == [
                "index     ms predicted            % published  % test  M params",
                " 9930  *         9.545  ± 0.4020        73.49   73.51     1.294",
            ])
    }

    @Test func whatDoesNotFitStandsBelowWithItsKeys() {
        #expect(
            front.lines(style: TextStyle(width: 40)) == [
                "index     ms predicted", " 9930  *         9.545  ± 0.4020", "",
                "index     % published", " 9930  *        73.49",
            ])
    }

    @Test(arguments: 20...160) func noLineIsWiderThanItsTerminalAndNoNumberIsCut(width: Int) {
        let lines = front.lines(style: TextStyle(width: width))
        #expect(lines.allSatisfy { width < 32 || $0.count <= width })
        let words = Set(lines.flatMap { $0.split(separator: " ").map(String.init) })
        #expect(words.isSuperset(of: ["9930", "9.545", "0.4020", "73.49"]))
    }

    @Test func lineBesideTheColumnsIsBrokenBetweenWords() {
        var table = TextTable([.init("n"), .init("m")])
        table.append(line: "  … 6 more from 2.388 to 3.974 ms with 15.0 %")
        #expect(
            table.lines(style: TextStyle(width: 30)) == [
                "n  m", "  … 6 more from 2.388 to", "  3.974 ms with 15.0 %",
            ])
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
        #expect(
            style.wrapped(["--devices first-device,second-device,third-device,fourth-device"]) == [
                "--devices", "  first-device,second-device,", "  third-device,fourth-device",
            ])
        let path = "/" + String(repeating: "folder/", count: 8)
        #expect(
            style.wrapped(["at \(path) it is"], indent: 4) == ["at", "    " + path, "    it is"])
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
