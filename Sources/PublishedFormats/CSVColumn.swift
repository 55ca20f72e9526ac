import Architectures

/// What a column of a CSV file holds, as its name says.
enum CSVColumn: Hashable {
    /// The published index.
    case index
    /// The architecture's string.
    case architecture
    /// A quantity, in units of which `scale` times the number gives the table's.
    case quantity(Quantity, scale: Double)

    /// Works out what a column holds.
    /// - Parameters:
    ///   - name: The column's heading, not empty.
    ///   - space: The space, whose data sets' names are recognised.
    ///   - unit: The unit of a latency column that names none.
    ///   - device: The device of a column named `latency`.
    init(name: String, space: SearchSpace, unit: LatencyUnit, device: String) {
        let lowercase = name.lowercased()
        if lowercase == "index" {
            self = .index
            return
        }
        if lowercase == "arch" || lowercase == "architecture" {
            self = .architecture
            return
        }
        if let quantity = Self.ofDataset(lowercase, space: space) {
            self = .quantity(quantity, scale: 1)
            return
        }
        for (suffix, scale) in Self.latencySuffixes(unit) {
            if lowercase == suffix.dropFirst() {
                self = .quantity(.latency(device: device), scale: scale)
                return
            }
            if let stem = name.stem(before: suffix) {
                self = .quantity(.latency(device: stem), scale: scale)
                return
            }
        }
        for suffix in ["_energy", "_energy_mj"] {
            if lowercase == suffix.dropFirst() {
                self = .quantity(.energy(device: device), scale: 1)
                return
            }
            if let stem = name.stem(before: suffix) {
                self = .quantity(.energy(device: stem), scale: 1)
                return
            }
        }
        self = .quantity(.latency(device: name), scale: unit.millisecondsPerUnit)
    }

    private static func latencySuffixes(_ unit: LatencyUnit) -> [(String, Double)] {
        [
            ("_latency", unit.millisecondsPerUnit),
            ("_latency_ms", LatencyUnit.milliseconds.millisecondsPerUnit),
            ("_latency_s", LatencyUnit.seconds.millisecondsPerUnit),
        ]
    }

    /// `<data set>_<valid|test>_<epochs>`, `<data set>_params` and `<data set>_flops`, in which the
    /// data set may be written with underscores for hyphens.
    private static func ofDataset(_ name: String, space: SearchSpace) -> Quantity? {
        for dataset in space.definition.datasets {
            for spelling in [dataset.name, dataset.name.replacing("-", with: "_")] {
                guard name.hasPrefix(spelling + "_") else { continue }
                let rest = name.dropFirst(spelling.count + 1)
                if rest == "params" { return .parameters(dataset: dataset.name) }
                if rest == "flops" { return .flops(dataset: dataset.name) }
                let parts = rest.split(separator: "_", omittingEmptySubsequences: false)
                if parts.count == 2, let split = DatasetSplit(rawValue: String(parts[0])),
                    let epochs = Int(parts[1]), epochs > 0
                {
                    return .accuracy(
                        AccuracyKey(dataset: dataset.name, split: split, epochs: epochs))
                }
            }
        }
        return nil
    }

    /// Why a number can't be this column's, or nil where it can.
    static func objection(to value: Double, in quantity: Quantity) -> String? {
        switch quantity {
        case .latency, .energy, .flops, .parameters:
            value > 0 ? nil : "expected a positive number"
        case .accuracy:
            (0...100).contains(value) ? nil : "expected an accuracy in percent, 0 to 100"
        }
    }
}

extension String {
    /// The part before an ending that is compared without regard to case; nil where the string does
    /// not end so, or is nothing else.
    fileprivate func stem(before suffix: String) -> String? {
        guard utf8.count > suffix.utf8.count, lowercased().hasSuffix(suffix) else { return nil }
        return String(dropLast(suffix.count))
    }
}
