import NASSearch
import PlainText

extension RunComparison {
    /// The report for a terminal.
    package func lines(_ style: TextStyle) -> [String] {
        let names = runs.map { "run \($0.map(String.init) ?? "–")" }
        var lines = [
            "fronts    \(names[0]): \(onlyFirst.count + both.count) members, \(names[1]): "
                + "\(onlySecond.count + both.count); \(both.count) in both"
        ]
        for (number, difference) in differences.enumerated() {
            lines.append(
                (number == 0 ? "differ    " : "          ")
                    + "\(difference.setting): \(difference.first.isEmpty ? "none" : difference.first)"
                    + " against \(difference.second.isEmpty ? "none" : difference.second)")
        }
        lines = style.wrapped(lines, indent: 10)
        for (title, members) in [
            ("only in \(names[0])", onlyFirst), ("only in \(names[1])", onlySecond),
            ("in both, as \(names[0]) has them", both),
        ] where !members.isEmpty {
            lines += ["", title]
            var table = TextTable([
                .init("index"), .init("ms"), .init("±"), .init("latency", .left), .init("%"),
                .init("cell", .left, isExtra: true),
            ])
            for member in members {
                table.append([
                    String(member.index),
                    member.latencyMS.map(NumberFormat.milliseconds) ?? "–",
                    member.latencyStandardDeviationMS.map { NumberFormat.digits($0, 3) } ?? "",
                    member.latencyOrigin?.rawValue ?? "", NumberFormat.fixed(member.accuracy, 2),
                    member.arch,
                ])
            }
            lines += table.lines(indent: "  ", style: style)
        }
        return lines
    }
}
