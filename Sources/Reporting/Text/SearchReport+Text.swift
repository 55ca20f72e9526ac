import Architectures
import Foundation
import NASSearch
import PlainText

extension SearchReport {
    /// The report as lines for a terminal.
    package func lines(style: TextStyle) -> [String] {
        var lines = style.wrapped(heading)
        lines.append("")
        lines += frontLines(style: style)
        if let metrics {
            lines.append("")
            lines += style.wrapped(metricsLines(metrics))
        }
        let plot = plotLines(style: style)
        if !plot.isEmpty { lines += [""] + plot }
        return lines
    }

    private var heading: [String] {
        var lines = notes
        lines.append(
            "search    \(algorithm), seed \(seed): \(NumberFormat.count(evaluated)) of "
                + "\(NumberFormat.count(budget)) evaluations"
                + (run.map { ", run \($0)" } ?? ", not recorded"))
        if let constraints, !constraints.isEmpty {
            lines.append("limits    \(constraints.words)")
        }
        return lines
    }

    /// How many members at the fast end are not worth a line each, and the accuracy from which on
    /// they are.
    private var folded: (count: Int, threshold: Double) {
        let useful = Self.usefulMembers(of: front)
        let hidden = front.count - useful.count
        guard hidden > 1 else { return (0, 0) }
        let lowest = useful.compactMap(\.accuracy).min() ?? 0
        return (hidden, (lowest * 10).rounded(.down) / 10)
    }

    private func frontLines(style: TextStyle) -> [String] {
        if front.isEmpty { return ["Pareto front: no architecture satisfies the constraints"] }
        let (hidden, threshold) = folded
        var table = TextTable(columns, keys: 2)
        if hidden > 0 {
            let tail = front.filter { $0.accuracy ?? 0 < threshold }
            let cost = costs.first ?? .latency
            let numbers = tail.compactMap { $0.value(of: cost) }
            let range = [numbers.min(), numbers.max()].map(cost.text)
            let accuracies = [tail.compactMap(\.accuracy).min(), tail.compactMap(\.accuracy).max()]
                .map { NumberFormat.fixed($0, 1) }
            table.append(
                line: "  … \(hidden) more from \(range[0]) to \(range[1]) \(cost.unit) with "
                    + "\(accuracies[0])–\(accuracies[1]) % "
                    + "(\(style.wording(.hidesBelow(accuracy: NumberFormat.fixed(threshold, 1)))))")
        }
        for member in front where hidden == 0 || member.accuracy ?? 0 >= threshold {
            table.append(cells(of: member))
        }
        let known = front.contains { $0.latencyOrigin != .predicted }
        let mixed = known && front.contains { $0.latencyOrigin == .predicted }
        let origins = Set(front.compactMap(\.latencyOrigin)).subtracting([.predicted])
            .map(\.rawValue).sorted().joined(separator: ", ")
        let legend = [
            oracleFront == nil ? nil : "* = on the exact front",
            mixed ? "without ± = \(origins)" : nil,
            front.contains { $0.isSeparable == false }
                ? "~ = within the errors, another cell, found or not, may be faster" : nil,
        ].compactMap(\.self)
        let title =
            "Pareto front of \(searched.words): \(NumberFormat.count(front.count, of: "architecture"))"
        var head = style.wrapped([
            title + (legend.isEmpty ? "" : "  (\(legend.joined(separator: "; ")))")
        ])
        head[0].replace(title, with: style.emphasised(title, .heading), maxReplacements: 1)
        return head
            + table.lines(indent: "  ", style: style)
    }

    /// What the latencies beside the predicted ones are: the oracle's, or where no whole table makes
    /// one, the ones that are known.
    private var truthTitle: String { oracleFront == nil ? "ms known" : "ms oracle" }

    private var showsOracleBesidePrediction: Bool {
        front.contains { $0.oracleLatencyMS != nil && $0.latencyMS != $0.oracleLatencyMS }
    }

    private var columns: [TextTable.Column] {
        let origins = Set(front.compactMap(\.latencyOrigin))
        let origin = origins.contains(.predicted) ? Origin.predicted : origins.first
        let accuracyHeading = front.first?.accuracyOrigin.map { "% \($0.rawValue)" }
        return [
            .init("index"), .init("", .left),
            .init("ms \(origin?.rawValue ?? "")"),
            .init("", .left),
            .init(showsOracleBesidePrediction ? truthTitle : ""),
            .init(accuracyHeading ?? ""), .init("% test", isExtra: true),
            .init(SearchObjective.params.unit, isExtra: !decides(.params)),
            .init(SearchObjective.flops.unit, isExtra: !decides(.flops)),
            .init(decides(.energy) ? energyHeading : ""),
            .init("cell", .left, isExtra: true),
        ]
    }

    /// Whether a quantity was searched or limited, so that its column is never left out.
    private func decides(_ quantity: SearchObjective) -> Bool {
        searched.contains(quantity) || constraints?.bound(of: quantity) != nil
    }

    private var energyHeading: String {
        [SearchObjective.energy.unit, front.compactMap(\.energyOrigin).first?.rawValue]
            .compactMap(\.self).joined(separator: " ")
    }

    private func cells(of member: Member) -> [String] {
        let exact = oracleFront.map { front in front.contains { $0.index == member.index } }
        return [
            String(member.index), exact == true ? "*" : "",
            NumberFormat.milliseconds(member.latencyMS),
            member.latencyStandardDeviationMS.map {
                "± " + NumberFormat.milliseconds($0) + (member.isSeparable == false ? " ~" : "")
            } ?? (member.isSeparable == false ? "~" : ""),
            showsOracleBesidePrediction ? NumberFormat.milliseconds(member.oracleLatencyMS) : "",
            member.accuracy.map { NumberFormat.fixed($0, 2) } ?? "",
            member.testAccuracy.map { NumberFormat.fixed($0, 2) } ?? "",
            SearchObjective.params.text(member.params), SearchObjective.flops.text(member.flops),
            decides(.energy) ? SearchObjective.energy.text(member.energyMJ) : "", member.arch,
        ]
    }

    private func metricsLines(_ metrics: Metrics) -> [String] {
        var lines = [
            "Against the exact front (\(metrics.oracleFrontSize) members)"
                + (latencyMatters ? ", re-scored with the oracle's latencies:" : ":"),
            "  hypervolume\u{A0}ratio\u{A0}\(NumberFormat.fixed(metrics.hypervolumeRatio, 4))   "
                + "recall\u{A0}\(NumberFormat.fixed(metrics.recall, 2))   "
                + "precision\u{A0}\(NumberFormat.fixed(metrics.precision, 2))   "
                + "IGD+\u{A0}\(NumberFormat.fixed(metrics.igdPlus, 4))",
        ]
        let missed =
            metrics.levelsMissed == 0
            ? ""
            : "   accuracies not reached: \(metrics.levelsMissed)"
        let regret = metrics.latencyRegret.map {
            "latency regret \(NumberFormat.percent($0)) % at equal accuracy"
        }
        let line = [regret ?? "", missed].joined().trimmingCharacters(in: .whitespaces)
        if !line.isEmpty { lines.append("  " + line) }
        if metrics.violations > 0 {
            lines.append(
                "  \(metrics.violations) of \(metrics.frontSize) break a constraint in truth")
        }
        return lines
    }

    /// A plot for each of what accuracy is paid with; without accuracy, for each but the first of
    /// what was searched.
    private func plotLines(style: TextStyle) -> [String] {
        let isOfAccuracy = searched.contains(.accuracy)
        let shown = isOfAccuracy || costs.isEmpty ? costs : Array(costs.dropFirst())
        let height = shown.count < 2 ? 12 : 8
        let width = min(100, style.width ?? 72)
        guard isOfAccuracy else {
            let plots = shown.map { plot(of: $0).lines(width: width, height: height) }
            return Array(plots.filter { !$0.isEmpty }.joined(separator: [""]))
        }
        let plots = shown.map { plot(over: $0).lines(width: width, height: height) }
        return Array(plots.filter { !$0.isEmpty }.joined(separator: [""]))
    }

    /// One cost over the first one.
    private func plot(of cost: SearchObjective) -> TerminalPlot {
        let first = costs.first ?? .latency
        func points(_ members: [Member]) -> [(Double, Double)] {
            members.compactMap { member in
                guard let x = member.value(of: first), let y = member.value(of: cost) else {
                    return nil
                }
                return (x, y)
            }
        }
        return TerminalPlot(
            series: [
                .init(mark: "○", label: "exact front", points: points(oracleFront ?? [])),
                .init(mark: "●", label: "found", points: points(front)),
            ], xLabel: first.unit, yLabel: cost.unit)
    }

    private func plot(over cost: SearchObjective) -> TerminalPlot {
        let best = (front + (oracleFront ?? [])).compactMap(\.accuracy).max() ?? 0
        let threshold = max(folded.threshold, Self.usefulShare * best)
        let isInTruth = cost == .latency && front.allSatisfy { $0.oracleLatencyMS != nil }
        func points(_ members: [Member], _ value: (Member) -> Double?) -> [(Double, Double)] {
            members.compactMap { member in
                guard let accuracy = member.accuracy, accuracy >= threshold else { return nil }
                return value(member).map { ($0, accuracy) }
            }
        }
        func found(_ member: Member) -> Double? {
            isInTruth ? member.oracleLatencyMS : member.value(of: cost)
        }
        func exact(_ member: Member) -> Double? {
            cost == .latency ? member.oracleLatencyMS : member.value(of: cost)
        }
        return TerminalPlot(
            series: [
                .init(mark: "○", label: "exact front", points: points(oracleFront ?? [], exact)),
                .init(
                    mark: "●", label: isInTruth ? "found, at its true latency" : "found",
                    points: points(front, found)),
            ],
            xLabel: cost.unit, yLabel: SearchObjective.accuracy.unit)
    }
}
