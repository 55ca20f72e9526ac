extension SpaceDefinition {
    /// The largest space for which whole-space tables make sense.
    static let maximumCount = 1 << 24
    /// The most nodes of a cell; their relabellings grow with the factorial.
    private static let maximumNodes = 8
    private static let maximumOperators = 256
    /// Limits to what the network around a cell may be, so that its operations can be counted and
    /// its numbers fit into memory: channels or pixels; kernels; cells of all stages; numbers of a
    /// tensor; parameters; multiply-accumulates.
    private static let maximumExtent = 1024
    private static let maximumKernel = 15
    private static let maximumCells = 256
    private static let maximumClasses = 1_000_000
    private static let maximumTensor = 1 << 24
    private static let maximumParameters = 100_000_000
    private static let maximumOperations = 100_000_000_000

    var nodeCount: Int { (edges.map(\.target).max() ?? 0) + 1 }

    var count: Int {
        edges.reduce(1) { product, _ in min(product * operators.count, Self.maximumCount + 1) }
    }

    /// What makes the definition unusable, and what would be usable; nil where nothing does.
    var inconsistency: String? {
        if format != Self.supportedFormat {
            return "\"format\" is \(format), but this program reads format \(Self.supportedFormat)"
        }
        return nameProblem ?? operatorProblem ?? edgeProblem ?? stageProblem ?? datasetProblem
            ?? sizeProblem
            ?? orderProblem
    }

    private var orderProblem: String? {
        guard let order = publishedOrder, order.shuffle != PublishedOrder.cpython else {
            return nil
        }
        let known =
            "expected \(PublishedOrder.cpython), or leave it out: the dense order counts then"
        return "\"publishedOrder\": unknown shuffle '\(order.shuffle.prefix(40))': \(known)"
    }

    // MARK: Names

    private static let nameRule =
        "expected 1 to 64 letters, digits, '_', '-' and '.', a letter or digit first"

    private static func isUsable(_ name: String) -> Bool {
        let rest = name.utf8.dropFirst()
        guard let first = name.utf8.first, rest.count < 64 else { return false }
        return isAlphanumeric(first)
            && rest.allSatisfy { isAlphanumeric($0) || "_-.".utf8.contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private var nameProblem: String? {
        if !Self.isUsable(name) { return "\"name\" '\(name.prefix(40))': \(Self.nameRule)" }
        if title.utf8.count > 200 || title.unicodeScalars.contains(where: { $0.value < 32 }) {
            return "\"title\": expected one line of at most 200 bytes"
        }
        for (index, name) in operators.map(\.name).enumerated() where !Self.isUsable(name) {
            return "operators[\(index)]: name '\(name.prefix(40))': \(Self.nameRule)"
        }
        for (index, name) in datasets.map(\.name).enumerated() {
            if !Self.isUsable(name) || name != name.lowercased() {
                return
                    "datasets[\(index)]: name '\(name.prefix(40))': \(Self.nameRule), in lower case"
            }
        }
        return nil
    }

    // MARK: The cell

    private var operatorProblem: String? {
        if !(2...Self.maximumOperators).contains(operators.count) {
            return
                "\"operators\": \(operators.count) of them; expected 2 to \(Self.maximumOperators)"
        }
        for (index, candidate) in operators.enumerated() {
            let earlier = operators[..<index]
            if earlier.contains(where: { $0.name == candidate.name }) {
                return
                    "operators[\(index)]: '\(candidate.name)' is there twice; give each a name of "
                    + "its own"
            }
            if let same = earlier.first(where: { $0.kind == candidate.kind }) {
                return
                    "operators[\(index)]: '\(candidate.name)' is the same layer as '\(same.name)', "
                    + "so that every cell would be there several times; leave one out"
            }
        }
        let kernels = operators.enumerated().compactMap { index, candidate in
            candidate.kind.kernel.map { (index, $0) }
        }
        for (index, kernel) in kernels where !Self.isKernel(kernel) {
            return "operators[\(index)]: kernel \(kernel): \(Self.kernelRule)"
        }
        return Self.isKernel(stem.kernel)
            ? nil : "\"stem\": kernel \(stem.kernel): \(Self.kernelRule)"
    }

    private static let kernelRule = "expected an odd number, 1 to \(maximumKernel)"

    private static func isKernel(_ kernel: Int) -> Bool {
        (1...maximumKernel).contains(kernel) && kernel % 2 == 1
    }

    private var edgeProblem: String? {
        if edges.isEmpty { return "\"edges\": none; expected [source, target] at least once" }
        for (index, edge) in edges.enumerated() {
            let text = "edges[\(index)]: \(edge.source)→\(edge.target)"
            if edge.source < 0 || edge.source >= edge.target {
                return
                    "\(text) does not lead from a node to a later one: cells have no cycles, node "
                    + "0 is the input and the highest the output"
            }
            if edge.target >= Self.maximumNodes {
                return "\(text): a cell has at most \(Self.maximumNodes) nodes, 0 to "
                    + "\(Self.maximumNodes - 1)"
            }
            if edges[..<index].contains(edge) { return "\(text) is there twice; leave one out" }
        }
        let targets = edges.map(\.target)
        if targets != targets.sorted() {
            return
                "\"edges\" must be grouped by the node that they lead to: first all to 1, then all "
                + "to 2 and so on"
        }
        if let missing = (1..<nodeCount).first(where: { !targets.contains($0) }) {
            return "\"edges\": none leads to node \(missing); number the nodes without gaps"
        }
        if count > Self.maximumCount {
            return "\(operators.count) operators on \(edges.count) edges are more than "
                + "\(Self.maximumCount) (2^24) cells, and all of a space are enumerated; take fewer "
                + "operators or edges"
        }
        return nil
    }

    // MARK: The network around it

    private var stageProblem: String? {
        if stages.isEmpty { return "\"stages\": none; expected one at least" }
        let extent = 1...Self.maximumExtent
        if !extent.contains(stem.channels) {
            return "\"stem\": channels \(stem.channels): expected 1 to \(Self.maximumExtent)"
        }
        for (index, stage) in stages.enumerated() {
            if !extent.contains(stage.channels) {
                return "stages[\(index)]: channels \(stage.channels): expected 1 to "
                    + "\(Self.maximumExtent)"
            }
            if !(1...Self.maximumCells).contains(stage.cells) {
                return "stages[\(index)]: cells \(stage.cells): expected 1 to \(Self.maximumCells)"
            }
        }
        if stages[0].channels != stem.channels {
            return "stages[0]: channels \(stages[0].channels): the first stage has the stem's, "
                + "\(stem.channels)"
        }
        if stages.count > Self.maximumCells
            || stages.reduce(0, { $0 + $1.cells }) > Self.maximumCells
        {
            return "\"stages\": more than \(Self.maximumCells) cells together"
        }
        return nil
    }

    private var datasetProblem: String? {
        if datasets.isEmpty { return "\"datasets\": none; expected one at least" }
        for (index, dataset) in datasets.enumerated() {
            let text = "datasets[\(index)] ('\(dataset.name)')"
            let spelling = dataset.name.replacing("-", with: "_")
            if datasets[..<index].contains(where: {
                $0.name.replacing("-", with: "_") == spelling
            }) {
                return "\(text): the name is there twice, hyphens and underscores being the same"
            }
            if !(1...Self.maximumExtent).contains(dataset.inputChannels) {
                return "\(text): inputChannels \(dataset.inputChannels): expected 1 to "
                    + "\(Self.maximumExtent)"
            }
            if !(1...Self.maximumExtent).contains(dataset.inputSize) {
                return
                    "\(text): inputSize \(dataset.inputSize): expected 1 to \(Self.maximumExtent)"
            }
            if !(1...Self.maximumClasses).contains(dataset.classes) {
                return "\(text): classes \(dataset.classes): expected 1 to \(Self.maximumClasses)"
            }
            let halvings = stages.count - 1
            if halvings > 10 || !dataset.inputSize.isMultiple(of: 1 << halvings) {
                return
                    "\(text): inputSize \(dataset.inputSize) is no multiple of 2^\(halvings): every "
                    + "stage but the first halves it"
            }
        }
        return nil
    }

    /// Networks whose numbers would not fit, taking the most expensive operator on every edge.
    private var sizeProblem: String? {
        let window =
            operators.map { candidate in
                if case .convolution(let kernel) = candidate.kind { kernel * kernel } else { 0 }
            }.max() ?? 0
        for dataset in datasets {
            let text = "networks for '\(dataset.name)'"
            var size = dataset.inputSize
            var parameters = stem.kernel * stem.kernel * dataset.inputChannels * stem.channels
            var operations = parameters * size * size
            var largest = max(stem.channels, dataset.inputChannels) * size * size
            var channels = stem.channels
            for (index, stage) in stages.enumerated() {
                if index > 0 {
                    size /= 2
                    let reduction =
                        (9 + 1) * channels * stage.channels
                        + 9 * stage.channels * stage.channels
                    parameters += reduction
                    operations += reduction * size * size
                }
                channels = stage.channels
                let cells = stage.cells * edges.count * window * channels * channels
                parameters += cells
                operations += cells * size * size
                largest = max(largest, channels * size * size)
            }
            parameters += (channels + 1) * dataset.classes
            if largest > Self.maximumTensor {
                return "\(text) have a tensor of \(largest) numbers; at most \(Self.maximumTensor) "
                    + "are supported: take fewer channels or a smaller input"
            }
            if parameters > Self.maximumParameters {
                return "\(text) have up to \(parameters) parameters; at most "
                    + "\(Self.maximumParameters) are supported: take fewer channels, cells or classes"
            }
            if operations > Self.maximumOperations {
                return "\(text) have up to \(operations) multiply-accumulates; at most "
                    + "\(Self.maximumOperations) are supported: take fewer channels, cells or pixels"
            }
        }
        return nil
    }

    /// Every relabelling of the inner nodes under which the set of edges stays the same.
    var nodePermutations: [[Int]] {
        var found: [[Int]] = []
        func extend(_ chosen: [Int]) {
            if chosen.count == nodeCount - 1 {
                found.append(chosen + [nodeCount - 1])
                return
            }
            for node in 1..<(nodeCount - 1) where !chosen.contains(node) {
                extend(chosen + [node])
            }
        }
        if nodeCount > 2 { extend([0]) } else { found = [Array(0..<nodeCount)] }
        return found
    }
}
