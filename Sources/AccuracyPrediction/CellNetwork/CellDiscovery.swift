import Architectures

/// Walks through a space and numbers states, messages and networks as they turn up.
struct CellDiscovery {
    private(set) var states: [[Int]] = [[]]
    private(set) var graphs: [[Int]] = []
    private(set) var messages: [CellUnrolling.Message] = []
    private(set) var graphOfCode: [Int]
    let transformCount: Int

    private enum Role { case zero, identity, transform(Int) }
    private let roles: [Role]
    /// `edgeSources[node]`: the nodes that its edges read, in the order of the edges.
    private let edgeSources: [[Int]]
    /// `messageOf[state × operators + operator]`, -1 before it turns up.
    private var messageOf: [Int]
    private var stateSets = MessageSets()
    private var graphSets = MessageSets()
    /// `stateOfNode[node]` on the present path, -1 where nothing reaches it.
    private var stateOfNode: [Int]
    private var code = 0

    init(space: SearchSpace) {
        var transforms = 0
        roles = space.operators.map { item in
            switch item.kind {
            case .zero: return .zero
            case .identity: return .identity
            case .convolution, .averagePooling:
                defer { transforms += 1 }
                return .transform(transforms)
            }
        }
        transformCount = transforms
        edgeSources = (0..<space.nodeCount).map { node in
            space.edges.filter { $0.target == node }.map(\.source)
        }
        graphOfCode = [Int](repeating: -1, count: space.count)
        messageOf = [Int](repeating: -1, count: space.operators.count)
        stateOfNode = [Int](repeating: 0, count: space.nodeCount)
    }

    /// Visits every architecture in dense order: edges are grouped by target, so that what lies
    /// before a node is fixed when the node's own edges vary.
    mutating func run() { visit(node: 1, edge: 0, incoming: []) }

    private mutating func visit(node: Int, edge: Int, incoming: [Int]) {
        if edge < edgeSources[node].count {
            let source = stateOfNode[edgeSources[node][edge]]
            for index in roles.indices {
                guard source >= 0, let message = message(from: source, operatorIndex: index) else {
                    visit(node: node, edge: edge + 1, incoming: incoming)
                    continue
                }
                var longer = incoming
                longer.insert(
                    message, at: incoming.firstIndex { $0 > message } ?? incoming.count)
                visit(node: node, edge: edge + 1, incoming: longer)
            }
            return
        }
        if node == edgeSources.count - 1 {
            if !incoming.isEmpty {
                graphOfCode[code] = graphSets.number(of: incoming) { graphs.append(incoming) }
            }
            code += 1
            return
        }
        if incoming.isEmpty {
            stateOfNode[node] = -1
        } else {
            // The input is state 0.
            stateOfNode[node] =
                1
                + stateSets.number(of: incoming) {
                    states.append(incoming)
                    messageOf += [Int](repeating: -1, count: roles.count)
                }
        }
        visit(node: node + 1, edge: 0, incoming: [])
    }

    /// The number of a message; nil where the operator carries nothing.
    private mutating func message(from state: Int, operatorIndex: Int) -> Int? {
        let place = state * roles.count + operatorIndex
        if messageOf[place] >= 0 { return messageOf[place] }
        let transform: Int?
        switch roles[operatorIndex] {
        case .zero: return nil
        case .identity: transform = nil
        case .transform(let number): transform = number
        }
        messageOf[place] = messages.count
        messages.append(CellUnrolling.Message(source: state, transform: transform))
        return messageOf[place]
    }
}

/// Numbers sets of messages in the order in which they are first asked for: a tree whose branches
/// are the messages in ascending order.
private struct MessageSets {
    private var branches: [UInt64: Int] = [:]
    private var numbers = [-1]
    private var count = 0

    /// - Parameters:
    ///   - messages: In ascending order.
    ///   - whenNew: Called the first time.
    mutating func number(of messages: [Int], whenNew: () -> Void) -> Int {
        var place = 0
        for message in messages {
            let key = UInt64(place) << 32 | UInt64(message)
            if let next = branches[key] {
                place = next
            } else {
                branches[key] = numbers.count
                place = numbers.count
                numbers.append(-1)
            }
        }
        if numbers[place] < 0 {
            numbers[place] = count
            count += 1
            whenNew()
        }
        return numbers[place]
    }
}
