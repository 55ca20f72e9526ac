import Architectures
import Foundation

/// A space small enough to enumerate by hand: 3 operators on 3 edges, 27 cells, dense order only.
public enum TinySpace {
    /// The definition file.
    public static let json = """
        {
          "format": 1, "name": "tiny", "title": "A fixture",
          "operators": [
            { "name": "none", "layer": "zero" },
            { "name": "skip", "layer": "identity" },
            { "name": "conv", "layer": "convolution", "kernel": 3 }
          ],
          "edges": [[0, 1], [0, 2], [1, 2]],
          "stem": { "kernel": 3, "channels": 4 },
          "stages": [{ "channels": 4, "cells": 1 }, { "channels": 8, "cells": 2 }],
          "datasets": [{ "name": "toy", "inputChannels": 3, "inputSize": 8, "classes": 5 }]
        }
        """

    /// The space itself.
    public static func make() throws -> SearchSpace {
        try SearchSpace(json: Data(json.utf8), source: "tiny.json")
    }
}
