import Architectures

/// The columns of a CSV file, decided: what each holds, beside the others.
struct CSVHeading {
    /// What becomes of a column's fields.
    enum Role: Hashable {
        case index
        case architecture
        /// A number of a table, by its position in `CSVHeading/quantities`.
        case table(Int, scale: Double)
        /// The standard deviation of a table's number.
        case deviation(Int, scale: Double)
        /// Left out.
        case ignored
        /// Left out, if nothing stands there.
        case unnamed
    }

    /// By column.
    private(set) var roles: [Role] = []
    /// The headings as they stand there.
    let names: [String]
    /// What the tables hold.
    private(set) var quantities: [Quantity] = []
    /// By device: the unit of its latencies.
    private(set) var units: [String: LatencyUnit] = [:]
    /// What the reader wants to be known, a line each.
    private(set) var notes: [String] = []
    /// Whether a column is of the file's device, which the heading does not name.
    private(set) var namesNoDevice = false
    /// The publication whose headings these are.
    let collection: PublishedCollection?
    /// The column of each quantity.
    private(set) var positions: [Quantity: Int] = [:]
    private var ignored: [(column: Int, reason: String)] = []
    /// The line of the headings.
    let line: Int

    /// Decides by the headings.
    /// - Throws: ``ContentProblem`` with the column that can't be used, or where none can.
    init(
        names: [String], line: Int, space: SearchSpace, options: ReadOptions, device: String
    ) throws {
        self.names = names
        self.line = line
        let lowercase = Set(names.map { $0.lowercased() })
        collection = PublishedCollection(headings: lowercase)
        let reader = CSVColumnReader(
            space: space, unit: options.unit ?? .milliseconds, device: device,
            takesPredictions: options.takesPredictions,
            isMiniNASBench: lowercase.contains(MiniNASBenchReader.strings))
        let columns = names.map { $0.isEmpty ? nil : reader.column($0) }
        let context = Context(columns, device: device)
        for (position, column) in columns.enumerated() {
            try add(column, at: position, context)
        }
        for (position, column) in columns.enumerated() {
            try addStandIn(column, at: position, context)
        }
        if options.takesPredictions { try addDeviations(reader) }
        namesNoDevice =
            positions[.latency(device: device)] != nil && context.latencyIsOfFile
            || positions[.energy(device: device)] != nil
                && lowercase.contains { ["energy", "energy_mj"].contains($0) }
        try conclude()
    }

    /// Whether a column holds standard deviations.
    var hasDeviations: Bool {
        roles.contains { if case .deviation = $0 { true } else { false } }
    }

    /// What all columns together say about one.
    private struct Context {
        /// Whether a column is called `latency`, so that a mere name is no device.
        let latencyIsOfFile: Bool
        /// By device: the best of the statistics that stand for its latency.
        let bestRank: [String: Int]
        /// How many columns are called after each device and something.
        let mentions: [String: Int]
        let names: Set<String>

        init(_ columns: [CSVColumn?], device: String) {
            latencyIsOfFile = columns.contains {
                switch $0 {
                case .quantity(.latency(device), _, .some), .location(device, _, _, _): true
                default: false
                }
            }
            var bestRank: [String: Int] = [:]
            var mentions: [String: Int] = [:]
            var names: Set<String> = []
            for column in columns {
                switch column {
                case .location(let device, _, _, let rank):
                    bestRank[device] = min(rank, bestRank[device] ?? rank)
                    mentions[device, default: 0] += 1
                case .extreme(let device, _): mentions[device, default: 0] += 1
                case .plain(let device, _, _): names.insert(device)
                case .quantity(.latency(let device), _, _): names.insert(device)
                default: break
                }
            }
            (self.bestRank, self.mentions, self.names) = (bestRank, mentions, names)
        }
    }

    private mutating func add(_ column: CSVColumn?, at position: Int, _ context: Context) throws {
        switch column {
        case nil: roles.append(position == 0 ? .ignored : .unnamed)
        case .index:
            try checkIsFirst(.index, position)
            roles.append(.index)
        case .architecture:
            try checkIsFirst(.architecture, position)
            roles.append(.architecture)
        case .quantity(let quantity, let scale, let unit):
            try addTable(quantity, scale: scale, unit: unit, at: position)
        case .plain(let device, let scale, let unit):
            if context.latencyIsOfFile {
                leaveOut(
                    position, "beside 'latency', a device's column is called '\(device)_latency_ms'"
                )
            } else {
                try addTable(.latency(device: device), scale: scale, unit: unit, at: position)
            }
        case .extreme(let subject, let plain):
            let isStatistic =
                context.latencyIsOfFile || context.names.contains(subject)
                || context.mentions[subject] ?? 0 > 1
            if isStatistic {
                leaveOut(position, "a statistic")
            } else {
                try addTable(
                    .latency(device: plain.device), scale: plain.scale, unit: plain.unit,
                    at: position)
            }
        case .location: roles.append(.ignored)
        case .other(let reason): leaveOut(position, reason)
        case .refused(let reason, let remedy):
            throw ContentProblem.damaged(place(position), reason, remedy: remedy)
        }
    }

    /// A statistic that stands for the latency, once it is known that nothing else does.
    private mutating func addStandIn(
        _ column: CSVColumn?, at position: Int, _ context: Context
    ) throws {
        guard case .location(let device, let scale, let unit, let rank)? = column else { return }
        let quantity = Quantity.latency(device: device)
        guard positions[quantity] == nil, rank == context.bestRank[device] else {
            ignored.append((position, "a statistic"))
            return
        }
        roles[position] = .table(quantities.count, scale: scale)
        keep(quantity, unit: unit, at: position)
        notes.append("'\(names[position])' is taken as the latency of \(device)")
    }

    /// Gives tables their columns of standard deviations; one that names no device is that of the
    /// only latency.
    private mutating func addDeviations(_ reader: CSVColumnReader) throws {
        let latencies = quantities.filter {
            if case .latency = $0 { true } else { false }
        }
        for (position, name) in names.enumerated() where roles[position] == .ignored {
            guard let (device, unit) = reader.deviation(name),
                let column = positions[.latency(device: device)]
                    ?? (device == reader.device && latencies.count == 1
                        ? positions[latencies[0]] : nil),
                case .table(let table, let scale) = roles[column]
            else { continue }
            let role = Role.deviation(table, scale: unit?.millisecondsPerUnit ?? scale)
            if let earlier = roles.firstIndex(where: {
                if case .deviation(table, _) = $0 { true } else { false }
            }) {
                throw sameColumn(position, earlier)
            }
            roles[position] = role
            ignored.removeAll { $0.column == position }
        }
    }

    private func sameColumn(_ position: Int, _ earlier: Int) -> ContentProblem {
        .damaged(
            place(position),
            "'\(names[position])' holds the same as column \(earlier + 1), '\(names[earlier])'",
            remedy: "keep one of the two")
    }

    private mutating func addTable(
        _ quantity: Quantity, scale: Double, unit: LatencyUnit?, at position: Int
    ) throws {
        if let earlier = positions[quantity] { throw sameColumn(position, earlier) }
        roles.append(.table(quantities.count, scale: scale))
        keep(quantity, unit: unit, at: position)
    }

    private mutating func keep(_ quantity: Quantity, unit: LatencyUnit?, at position: Int) {
        positions[quantity] = position
        quantities.append(quantity)
        if case .latency(let device) = quantity { units[device] = unit }
    }

    private func checkIsFirst(_ role: Role, _ position: Int) throws {
        if let earlier = roles.firstIndex(of: role) { throw sameColumn(position, earlier) }
    }

    private mutating func leaveOut(_ position: Int, _ reason: String) {
        roles.append(.ignored)
        ignored.append((position, reason))
    }

    private func place(_ position: Int) -> String { "line \(line), column \(position + 1)" }

    /// Names what is left out; fails where nothing is left in.
    private mutating func conclude() throws {
        ignored.sort { $0.column < $1.column }
        let names = names
        guard !quantities.isEmpty else {
            guard let first = ignored.first else {
                throw ContentProblem.damaged(
                    "line \(line)", "expected a column per device beside the architectures",
                    remedy: "add a column that is named after the device")
            }
            let all = ignored.map { "'\(names[$0.column])'" }.joined(separator: ", ")
            throw ContentProblem.damaged(
                place(first.column),
                "no column is a latency, energy or accuracy: \(all) "
                    + (ignored.count == 1 ? "is " : "are not; the first is ") + first.reason,
                remedy: "call the column that counts by its device and unit, such as "
                    + "'my-phone_latency_ms' or 'latency_s'")
        }
        guard !ignored.isEmpty else { return }
        var reasons: [(reason: String, columns: [String])] = []
        for (column, reason) in ignored {
            if let known = reasons.firstIndex(where: { $0.reason == reason }) {
                reasons[known].columns.append(names[column])
            } else {
                reasons.append((reason, [names[column]]))
            }
        }
        notes += reasons.map { reason, columns in
            "passed over \(columns.count == 1 ? "column" : "columns") "
                + columns.map { "'\($0)'" }.joined(separator: ", ") + ": \(reason)"
        }
    }
}
