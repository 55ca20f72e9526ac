import Architectures
import Foundation
import Networks

extension ExportedModel {
    private struct Document: Encodable {
        struct EdgeEntry: Encodable {
            let source: Int
            let target: Int
            let `operator`: String
            let live: Bool
        }
        struct Cost: Encodable {
            let dataset: String
            let parameters: Int
            let multiplyAccumulates: Int
            let prunedParameters: Int
            let prunedMultiplyAccumulates: Int
        }
        let format = 1
        let space: String
        let index: Int
        let arch: String
        let edges: [EdgeEntry]
        let costs: [Cost]
        let objectives: [ExportedObjective]
        let command: String
    }

    /// The choice as a JSON document: cell, costs for every data set as written and pruned, and the
    /// objectives with their origins.
    func json() throws -> Data {
        let live = space.liveEdges(of: architecture)
        let operators = space.operatorIndices(of: architecture).map { space.operators[$0].name }
        let document = Document(
            space: space.name,
            index: space.publishedIndex(of: architecture),
            arch: space.string(of: architecture),
            edges: space.edges.indices.map { edge in
                Document.EdgeEntry(
                    source: space.edges[edge].source, target: space.edges[edge].target,
                    operator: operators[edge], live: live[edge])
            },
            costs: space.definition.datasets.map(cost),
            objectives: objectives, command: command)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        var data = try encoder.encode(document)
        data.append(UInt8(ascii: "\n"))
        return data
    }

    private func cost(for dataset: Dataset) -> Document.Cost {
        let written = Network(architecture, in: space, for: dataset)
        let pruned = Network(architecture, in: space, for: dataset, view: .pruned)
        return Document.Cost(
            dataset: dataset.name,
            parameters: written.parameters, multiplyAccumulates: written.multiplyAccumulates,
            prunedParameters: pruned.parameters,
            prunedMultiplyAccumulates: pruned.multiplyAccumulates)
    }
}
