/// What it costs to use one device's front on another: the JSON document of `compare --device A,B`.
package struct FrontOverlapReport: Sendable, Encodable {
    /// One device's exact front used on another device.
    package struct Transfer: Sendable, Encodable {
        let from: String
        let to: String
        let hypervolumeRatio: Double
        let recall: Double
        let latencyRegret: Double?
        let levelsMissed: Int
        let shared: Int

        /// Describes a transfer.
        /// - Parameters:
        ///   - from: The device whose front is used.
        ///   - to: The device on which it is used.
        ///   - hypervolumeRatio: Share of the target's hypervolume that it keeps.
        ///   - recall: Share of the target's front that it holds.
        ///   - latencyRegret: Mean fraction by which it is slower at the accuracies that it reaches.
        ///   - levelsMissed: Members of the target's front whose accuracy it does not reach.
        ///   - shared: Architectures on both fronts.
        package init(
            from: String, to: String, hypervolumeRatio: Double, recall: Double,
            latencyRegret: Double?, levelsMissed: Int, shared: Int
        ) {
            self.from = from
            self.to = to
            self.hypervolumeRatio = hypervolumeRatio
            self.recall = recall
            self.latencyRegret = latencyRegret
            self.levelsMissed = levelsMissed
            self.shared = shared
        }

        private enum CodingKeys: String, CodingKey {
            case from, to, recall, shared
            case hypervolumeRatio = "hypervolume_ratio"
            case latencyRegret = "latency_regret"
            case levelsMissed = "levels_missed"
        }
    }

    /// A device with the size of its exact front.
    package struct Front: Sendable, Encodable {
        let device: String
        let members: Int
        let hypervolume: Double

        /// Describes a front.
        package init(device: String, members: Int, hypervolume: Double) {
            self.device = device
            self.members = members
            self.hypervolume = hypervolume
        }
    }

    let dataset: String
    let fronts: [Front]
    let transfers: [Transfer]
    let onAllFronts: [Int]
    let notes: [String]

    /// Gathers a report; `onAllFronts` are published indices of the architectures that every front
    /// holds.
    package init(
        dataset: String, fronts: [Front], transfers: [Transfer], onAllFronts: [Int],
        notes: [String]
    ) {
        self.dataset = dataset
        self.fronts = fronts
        self.transfers = transfers
        self.onAllFronts = onAllFronts
        self.notes = notes
    }

    private enum CodingKeys: String, CodingKey {
        case dataset, fronts, transfers, notes
        case onAllFronts = "on_all_fronts"
    }

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
