import Architectures
import Foundation

/// A space unlike NAS-Bench-201 in everything: five nodes of which not all pairs are joined, a 5×5
/// convolution, zeros last, two stages, images of other channels and sizes. 3⁶ = 729 cells in dense
/// order, which the built-in engine can run.
package enum FiveNodeSpace {
    /// The definition file.
    package static let json = """
        {
          "format": 1, "name": "five-nodes", "title": "A fixture of five nodes",
          "operators": [
            { "name": "pass", "layer": "identity" },
            { "name": "conv_5x5", "layer": "convolution", "kernel": 5 },
            { "name": "nothing", "layer": "zero" }
          ],
          "edges": [[0, 1], [0, 2], [1, 3], [2, 3], [0, 4], [3, 4]],
          "stem": { "kernel": 3, "channels": 16 },
          "stages": [{ "channels": 16, "cells": 1 }, { "channels": 32, "cells": 2 }],
          "datasets": [
            { "name": "toy", "inputChannels": 3, "inputSize": 12, "classes": 7 },
            { "name": "grey-toy", "inputChannels": 1, "inputSize": 8, "classes": 3 }
          ]
        }
        """

    /// The space itself.
    package static func make() throws -> SearchSpace {
        try SearchSpace(json: Data(json.utf8), source: "five-nodes.json")
    }

    /// Latency in milliseconds: 0.5 + 0.02 an edge that carries its input on, 0.3 a convolution,
    /// with a ripple of ±2 % that depends on the number.
    package static func latency(of architecture: Architecture, in space: SearchSpace) -> Double {
        let costs = [0.02, 0.3, 0]
        let sum = space.operatorIndices(of: architecture).reduce(0.5) { $0 + costs[$1] }
        return sum * (1 + 0.04 * (Double((architecture.code * 7919) % 401) / 401 - 0.5))
    }

    /// Accuracy in percent: rises with live convolutions, with a ripple of ±1 point.
    package static func accuracy(of architecture: Architecture, in space: SearchSpace) -> Double {
        let gains = [1.0, 8, 0]
        let sum = zip(space.operatorIndices(of: architecture), space.liveEdges(of: architecture))
            .reduce(20.0) { $0 + ($1.1 ? gains[$1.0] : 0) }
        return sum + 2 * (Double((architecture.code * 6007) % 503) / 503 - 0.5)
    }
}
