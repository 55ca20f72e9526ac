/// What a runner answers, one JSON object a line.
package enum RunnerReply: Sendable, Hashable {
    case description(RunnerDescription)
    /// It has loaded the network or the operator; `name` is the request's.
    case loaded(name: String)
    /// Milliseconds of every timed run, in order.
    case measured(milliseconds: [Double])
    /// It could not do what was asked, and goes on.
    case error(message: String)
}

extension RunnerReply: Codable {
    private enum CodingKeys: String, CodingKey { case reply, milliseconds, message }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(String.self, forKey: .reply) {
        case "describe": self = .description(try RunnerDescription(from: decoder))
        case let name where name == "load" || name == "load-operator": self = .loaded(name: name)
        case "measure":
            self = .measured(
                milliseconds: try container.decode([Double].self, forKey: .milliseconds))
        case "error":
            self = .error(message: try container.decode(String.self, forKey: .message))
        case let other:
            throw DecodingError.dataCorruptedError(
                forKey: .reply, in: container, debugDescription: "unknown reply '\(other)'")
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .reply)
        switch self {
        case .description(let description): try description.encode(to: encoder)
        case .loaded: break
        case .measured(let milliseconds):
            try container.encode(milliseconds, forKey: .milliseconds)
        case .error(let message): try container.encode(message, forKey: .message)
        }
    }

    /// The name of the request to which it is the answer, or `error`.
    var name: String {
        switch self {
        case .description: "describe"
        case .loaded(let name): name
        case .measured: "measure"
        case .error: "error"
        }
    }
}
