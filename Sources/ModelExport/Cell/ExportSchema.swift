/// The JSON schema of exported `.json` files: `nas-search export --schema` prints it.
package enum ExportSchema {
    /// The schema as text, JSON Schema 2020-12.
    package static let text = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "An architecture exported by nas-search, format 1",
          "type": "object",
          "required": [
            "format", "space", "index", "arch", "edges", "costs", "objectives", "command"
          ],
          "additionalProperties": false,
          "properties": {
            "format": {
              "description": "Grows when a key changes its meaning or goes.",
              "const": 1
            },
            "space": { "type": "string", "description": "The cell space, such as nasbench201." },
            "index": {
              "type": "integer", "minimum": 0,
              "description": "The benchmark's published number of the architecture."
            },
            "arch": {
              "type": "string", "description": "The benchmark's published string of the cell."
            },
            "edges": {
              "description": "The cell's edges in the order of the string.",
              "type": "array",
              "items": {
                "type": "object",
                "required": ["source", "target", "operator", "live"],
                "additionalProperties": false,
                "properties": {
                  "source": {
                    "type": "integer", "minimum": 0,
                    "description": "Node that the edge reads; 0 is the cell's input."
                  },
                  "target": {
                    "type": "integer", "minimum": 1,
                    "description": "Node that the edge adds to; the highest is the output."
                  },
                  "operator": { "type": "string" },
                  "live": {
                    "type": "boolean",
                    "description": "Whether the edge has an effect on the cell's output."
                  }
                }
              }
            },
            "costs": {
              "description": "What the network costs for one image, by data set.",
              "type": "array",
              "items": {
                "type": "object",
                "required": [
                  "dataset", "parameters", "multiplyAccumulates", "prunedParameters",
                  "prunedMultiplyAccumulates"
                ],
                "additionalProperties": false,
                "properties": {
                  "dataset": { "type": "string" },
                  "parameters": { "type": "integer", "minimum": 0 },
                  "multiplyAccumulates": { "type": "integer", "minimum": 0 },
                  "prunedParameters": {
                    "type": "integer", "minimum": 0, "description": "Live edges only."
                  },
                  "prunedMultiplyAccumulates": {
                    "type": "integer", "minimum": 0, "description": "Live edges only."
                  }
                }
              }
            },
            "objectives": {
              "description": "What is known of the architecture, with origins.",
              "type": "array",
              "items": {
                "type": "object",
                "required": ["name", "value", "unit", "subject", "origin"],
                "additionalProperties": false,
                "properties": {
                  "name": { "type": "string", "description": "Such as accuracy or latency." },
                  "value": { "type": "number" },
                  "standardDeviation": {
                    "type": "number", "minimum": 0,
                    "description": "In the same unit; absent where the source states none."
                  },
                  "unit": { "type": "string", "description": "Such as % or ms." },
                  "subject": {
                    "type": "string",
                    "description": "A device, or a data set with epochs and images."
                  },
                  "origin": {
                    "enum": [
                      "measured", "published", "predicted", "surrogate", "simulated", "computed"
                    ]
                  }
                }
              }
            },
            "network": {
              "description": "How files with weights were made in the same export.",
              "type": "object",
              "required": ["dataset", "graph", "batch", "foldsBatchNormalization", "weights"],
              "additionalProperties": false,
              "properties": {
                "dataset": { "type": "string" },
                "graph": { "enum": ["as-written", "pruned"] },
                "batch": {
                  "description": "Images at once in the ONNX file.",
                  "anyOf": [{ "type": "integer", "minimum": 1 }, { "const": "dynamic" }]
                },
                "foldsBatchNormalization": {
                  "type": "boolean",
                  "description": "In the ONNX file; the PyTorch file never folds it."
                },
                "weights": {
                  "description": "Random by a seed, or from a file.",
                  "type": "object",
                  "additionalProperties": false,
                  "properties": {
                    "seed": { "type": "integer", "minimum": 0 },
                    "file": { "type": "string" },
                    "sha256": { "type": "string" }
                  }
                }
              }
            },
            "command": { "type": "string", "description": "What exported or found it." }
          }
        }
        """
}
