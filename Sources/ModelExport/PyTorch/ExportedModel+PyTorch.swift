import Architectures
import Networks

extension ExportedModel {
    /// The network as a Python file that needs torch alone.
    func python(_ settings: NetworkSettings) -> String {
        let cell = PythonCell(space: space, architecture: architecture, view: settings.view)
        return [
            pythonPreamble(settings), PythonTemplate.modules, cell.source,
            pythonNetwork(settings.dataset), PythonTemplate.loading, PythonTraining.source,
        ].joined(separator: "\n\n") + "\n"
    }

    private func pythonPreamble(_ settings: NetworkSettings) -> String {
        let facts =
            [
                "\(space.name) \(space.publishedIndex(of: architecture)) for "
                    + "\(settings.dataset.name), \(settings.view.rawValue); written by nas-search.",
                "cell     \(space.string(of: architecture))",
            ]
            + objectives.map { objective in
                let deviation = objective.standardDeviation.map { " ± \($0)" } ?? ""
                return "\(objective.name) \(objective.value)\(deviation) \(objective.unit), "
                    + "\(objective.origin.rawValue) (\(objective.subject))"
            } + [
                "weights  \(settings.weights.text), in \(moduleName).safetensors",
                "command  \(command)",
            ]
        // A comment ends with its line, so that nothing in it can become code.
        let comments = facts.map { fact in
            // Nor does anything in it reorder or hide what an editor shows.
            "# "
                + String(
                    String.UnicodeScalarView(
                        fact.unicodeScalars.filter {
                            ![.control, .format, .lineSeparator, .paragraphSeparator]
                                .contains($0.properties.generalCategory)
                        }))
        }
        return comments.joined(separator: "\n") + "\n"
            + """
            \"""A network of NAS-Bench-201 for PyTorch. It needs torch alone:

                from \(moduleName) import load, INPUT_SHAPE
                logits = load()(torch.zeros(1, *INPUT_SHAPE))

            Modules have the names of the benchmark's reference implementation, so that its weights
            load too: Network().load_state_dict(…). With torchvision, `python3 \(moduleName).py --train
            DATA` trains it as the benchmark did.
            \"""

            import json
            import struct
            from pathlib import Path

            import torch
            from torch import nn

            INPUT_SHAPE = (\(settings.dataset.inputChannels), \(settings.dataset.inputSize), \
            \(settings.dataset.inputSize))
            CLASSES = \(settings.dataset.classes)
            """
    }

    private func pythonNetwork(_ dataset: Dataset) -> String {
        let stem = space.definition.stem
        let stages = space.definition.stages.map { "(\($0.channels), \($0.cells))" }
        return """
            class Network(nn.Module):
                \"""Stem, stages of equal cells with a residual block between them, classifier.\"""

                def __init__(self):
                    super().__init__()
                    self.stem = nn.Sequential(
                        nn.Conv2d(INPUT_SHAPE[0], \(stem.channels), \(stem.kernel), \
            padding=\(stem.kernel / 2), bias=False),
                        nn.BatchNorm2d(\(stem.channels)),
                    )
                    cells, channels = [], \(stem.channels)
                    for stage, (width, count) in enumerate([\(stages.joined(separator: ", "))]):
                        if stage > 0:
                            cells.append(ResidualBlock(channels, width))
                        cells += [Cell(width) for _ in range(count)]
                        channels = width
                    self.cells = nn.Sequential(*cells)
                    self.lastact = nn.Sequential(nn.BatchNorm2d(channels), nn.ReLU())
                    self.global_pooling = nn.AdaptiveAvgPool2d(1)
                    self.classifier = nn.Linear(channels, CLASSES)

                def forward(self, image):
                    \"""Logits [N, CLASSES] of images [N, *INPUT_SHAPE].\"""
                    features = self.lastact(self.cells(self.stem(image)))
                    return self.classifier(self.global_pooling(features).flatten(1))

            """
    }
}
