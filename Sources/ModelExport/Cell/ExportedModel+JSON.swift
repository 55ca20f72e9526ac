import Architectures
import FileSystem
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
        struct NetworkEntry: Encodable {
            enum Batch: Encodable {
                case fixed(Int)
                case dynamic

                func encode(to encoder: any Encoder) throws {
                    var container = encoder.singleValueContainer()
                    switch self {
                    case .fixed(let count): try container.encode(count)
                    case .dynamic: try container.encode("dynamic")
                    }
                }
            }
            struct Weights: Encodable {
                var seed: UInt64?
                var file: String?
                var sha256: String?
            }
            let dataset: String
            let graph: String
            let batch: Batch
            let foldsBatchNormalization: Bool
            let weights: Weights
        }
        let format = 1
        let space: String
        let index: Int
        let arch: String
        let edges: [EdgeEntry]
        let costs: [Cost]
        let objectives: [ExportedObjective]
        /// How the files with weights beside this one were made; absent where there are none.
        let network: NetworkEntry?
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
            objectives: objectives, network: network.map(entry), command: command)
        let encoder = JSONEncoder.indented
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

    private func entry(for settings: NetworkSettings) -> Document.NetworkEntry {
        let weights: Document.NetworkEntry.Weights =
            switch settings.weights {
            case .seed(let seed): .init(seed: seed)
            case .file(let name, let sha256, _): .init(file: name, sha256: sha256)
            }
        let batch: Document.NetworkEntry.Batch =
            switch settings.batch {
            case .fixed(let count): .fixed(count)
            case .dynamic: .dynamic
            }
        return Document.NetworkEntry(
            dataset: settings.dataset.name, graph: settings.view.rawValue, batch: batch,
            foldsBatchNormalization: settings.foldsBatchNormalization, weights: weights)
    }
}
