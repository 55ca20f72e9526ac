/// Two fronts that were found, member by member.
package struct RunComparison: Encodable {
    /// A setting in which two runs differ.
    package struct Difference: Encodable {
        /// What it is.
        package let setting: String
        /// The first run's.
        package let first: String
        /// The second's.
        package let second: String
    }

    /// The numbers of the runs.
    package let runs: [Int64?]
    /// Settings in which they differ.
    package let differences: [Difference]
    /// Members of the first front alone.
    package let onlyFirst: [SearchReport.Member]
    /// Members of the second front alone.
    package let onlySecond: [SearchReport.Member]
    /// Members of both, as the first run has them.
    package let both: [SearchReport.Member]

    private enum CodingKeys: String, CodingKey {
        case runs, differences, both
        case onlyFirst = "only_first"
        case onlySecond = "only_second"
    }

    /// Compares two reports.
    package init(_ first: SearchReport, _ second: SearchReport) {
        runs = [first.run, second.run]
        differences = zip(Self.settings(of: first), Self.settings(of: second)).compactMap {
            $0.1 == $1.1 ? nil : Difference(setting: $0.0, first: $0.1, second: $1.1)
        }
        let (own, others) = (Set(first.front.map(\.arch)), Set(second.front.map(\.arch)))
        onlyFirst = first.front.filter { !others.contains($0.arch) }
        onlySecond = second.front.filter { !own.contains($0.arch) }
        both = first.front.filter { others.contains($0.arch) }
    }

    private static func settings(of report: SearchReport) -> [(String, String)] {
        [
            ("device", report.device), ("data set", report.dataset),
            ("split", report.split.rawValue), ("epochs", String(report.epochs)),
            ("accuracies", report.accuracySource), ("latencies", report.latencySource),
            ("samples", String(report.samples)),
            ("objectives", report.objectives.joined(separator: ", ")),
            ("constraints", report.constraints?.words ?? ""), ("algorithm", report.algorithm),
            ("budget", String(report.budget)), ("evaluated", String(report.evaluated)),
            ("verified", String(report.verification?.verified.count ?? 0)),
            ("seed", String(report.seed)),
        ]
    }
}
