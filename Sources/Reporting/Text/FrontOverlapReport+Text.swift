import NASSearch
import PlainText

extension FrontOverlapReport {
    /// The report as lines for a terminal.
    package func lines(style: TextStyle) -> [String] {
        var sizes = TextTable([
            .init("device", .left), .init("members"), .init("hypervolume"),
        ])
        for front in fronts {
            sizes.append([
                front.device, String(front.members), NumberFormat.fixed(front.hypervolume, 4),
            ])
        }
        var table = TextTable(
            [
                .init("the front of", .left), .init("used on", .left), .init("HV ratio"),
                .init("recall"), .init("shared"), .init("regret %"),
            ], keys: 2)
        for transfer in transfers {
            table.append([
                transfer.from, transfer.to, NumberFormat.fixed(transfer.hypervolumeRatio, 3),
                NumberFormat.fixed(transfer.recall, 2), String(transfer.shared),
                NumberFormat.percent(transfer.latencyRegret),
            ])
        }
        let common =
            onAllFronts.isEmpty
            ? "No architecture is on every front."
            : "On every front: \(onAllFronts.map(String.init).joined(separator: ", "))."
        return style.wrapped(notes) + [""] + sizes.lines(indent: "  ", style: style) + [""]
            + table.lines(indent: "  ", style: style)
            + style.wrapped(
                LevelsMissed(transfers.map { ("\($0.from) on \($0.to)", $0.levelsMissed) }).lines,
                indent: 2)
            + [""] + style.wrapped([common])
    }
}
