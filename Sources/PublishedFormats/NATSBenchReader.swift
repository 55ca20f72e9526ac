import Architectures

/// Reads a `NNNNNN.pickle.pbz2` of a `NATS-tss-…-simple` folder: the training runs of one
/// architecture, by length of the schedule, data set and seed.
///
/// As in the benchmark's own tables, CIFAR-10's validation accuracy is that of `cifar10-valid`
/// (trained on half of the training images) on the other half, and its test accuracy that of
/// `cifar10` (trained on all of them) on the test images.
struct NATSBenchReader {
    let space: SearchSpace
    let text: ArchitectureText

    /// Where an accuracy of ours stands among theirs.
    private struct Source {
        let run: StaticString
        let images: String
        let dataset: String
        let split: DatasetSplit
    }

    private static let sources = [
        Source(run: "cifar10-valid", images: "x-valid", dataset: "cifar10", split: .valid),
        Source(run: "cifar10", images: "ori-test", dataset: "cifar10", split: .test),
        Source(run: "cifar100", images: "x-valid", dataset: "cifar100", split: .valid),
        Source(run: "cifar100", images: "x-test", dataset: "cifar100", split: .test),
        Source(run: "ImageNet16-120", images: "x-valid", dataset: "imagenet16-120", split: .valid),
        Source(run: "ImageNet16-120", images: "x-test", dataset: "imagenet16-120", split: .test),
    ]

    /// The most runs of one schedule, and the most schedules: twelve and three are published.
    private static let maximumRuns = 100
    private static let maximumSchedules = 10

    /// Reads the runs of an architecture.
    /// - Parameter value: A dictionary from schedules to what they gave.
    /// - Returns: nil where the value is something else.
    /// - Throws: ``ContentProblem`` where it holds runs, but not as it should; a folder passes over
    ///   what is of another space.
    func read(_ document: PickleDocument, _ value: PickleValue) throws -> NATSBenchCell? {
        guard let schedules = document.pairs(value), schedules.count >= 2,
            document.lookUp("all_results", in: schedules[1]) != nil
        else { return nil }
        guard schedules.count <= 2 * Self.maximumSchedules else {
            throw ContentProblem.refused(nil, "more than \(Self.maximumSchedules) schedules")
        }
        if let channels = document.shortString(document.lookUp("arch_str", in: schedules[1])),
            Self.isOfSizeSpace(channels)
        {
            throw ContentProblem.unrecognised(Self.sizeSpace)
        }
        var cell: NATSBenchCell?
        for i in stride(from: 0, to: schedules.count, by: 2) {
            guard let epochs = document.shortString(schedules[i]).flatMap({ Int($0) }), epochs > 0
            else {
                throw ContentProblem.damaged("schedule \(i / 2)", "expected its number of epochs")
            }
            let position = "\(epochs) epochs"
            let schedule = schedules[i + 1]
            let architecture = try document.architecture(
                document.lookUp("arch_str", in: schedule), text, position: position)
            let index = space.publishedIndex(of: architecture)
            guard document.integer(document.lookUp("arch_index", in: schedule)) == index else {
                throw ContentProblem.damaged(
                    position, "expected index \(index), which is that of the architecture's string")
            }
            guard cell.map({ $0.architecture == architecture }) ?? true else {
                throw ContentProblem.damaged(position, "another architecture than before")
            }
            var found = cell ?? NATSBenchCell(architecture: architecture)
            try add(document, schedule, epochs: epochs, to: &found)
            cell = found
        }
        return cell
    }

    /// What a file of the size space is called.
    static let sizeSpace =
        "of NATS-Bench's size space (sss), which is not read; its topology space (tss) is, such as "
        + "the files of NATS-tss-v1_0-3ffb9-simple"

    /// Whether a name is one of the size space: channels of the layers, such as `8:16:24:8:64`.
    static func isOfSizeSpace(_ name: String) -> Bool {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count > 1 && parts.allSatisfy { UInt($0) != nil }
    }

    private func add(
        _ document: PickleDocument, _ schedule: PickleValue, epochs: Int,
        to cell: inout NATSBenchCell
    ) throws {
        guard let results = document.pairs(document.lookUp("all_results", in: schedule)) else {
            throw ContentProblem.damaged(
                "\(epochs) epochs", "expected results by data set and seed")
        }
        guard results.count <= 2 * Self.maximumRuns else {
            throw ContentProblem.refused(
                "\(epochs) epochs", "more than \(Self.maximumRuns) training runs")
        }
        for source in Self.sources {
            var sum = 0.0
            var count = 0
            var seeds: Set<Int> = []
            for i in stride(from: 0, to: results.count, by: 2) {
                guard let pair = document.sequence(results[i]), pair.count == 2,
                    let name = pair.first, let seed = document.integer(pair.last)
                else {
                    throw ContentProblem.damaged(
                        "\(epochs) epochs, result \(i / 2)", "expected a data set and a seed")
                }
                guard document.isText(name, source.run) else { continue }
                let position = "\(epochs) epochs, \(source.run), seed \(seed)"
                guard seeds.insert(seed).inserted else {
                    throw ContentProblem.damaged(position, "a run that occurs twice")
                }
                let run = results[i + 1]
                let percent = try accuracy(
                    document, run, label: "\(source.images)@\(epochs - 1)", position)
                let key = AccuracyKey(
                    dataset: source.dataset, split: source.split, epochs: epochs, seed: seed)
                cell.add(.accuracy(key), percent)
                sum += percent
                count += 1
                try addCosts(document, run, dataset: source.dataset, position, to: &cell)
            }
            if count > 0 {
                let key = AccuracyKey(
                    dataset: source.dataset, split: source.split, epochs: epochs)
                cell.add(.accuracy(key), sum / Double(count))
            }
        }
    }

    /// The accuracy under a label such as `x-valid@199`.
    private func accuracy(
        _ document: PickleDocument, _ run: PickleValue, label: String, _ position: String
    ) throws -> Double {
        guard let accuracies = document.pairs(document.lookUp("eval_acc1es", in: run)) else {
            throw ContentProblem.damaged(position, "expected accuracies under 'eval_acc1es'")
        }
        var i = accuracies.count - 2
        while i >= 0 {
            if document.isText(accuracies[i], label) {
                guard let percent = document.number(accuracies[i + 1]), (0...100).contains(percent)
                else {
                    throw ContentProblem.damaged(
                        "\(position), \(label)", "expected an accuracy in percent, 0 to 100")
                }
                return percent
            }
            i -= 2
        }
        throw ContentProblem.damaged(position, "expected an accuracy under '\(label)'")
    }

    /// Parameters and multiply-accumulates, in millions; the same in every run, or else
    /// none is kept.
    private func addCosts(
        _ document: PickleDocument, _ run: PickleValue, dataset: String, _ position: String,
        to cell: inout NATSBenchCell
    ) throws {
        let costs: [(StaticString, Quantity)] = [
            ("params", .parameters(dataset: dataset)), ("flop", .flops(dataset: dataset)),
        ]
        for (name, quantity) in costs {
            guard let value = document.number(document.lookUp(name, in: run)), value.isFinite,
                value > 0
            else {
                throw ContentProblem.damaged(position, "expected a positive number under '\(name)'")
            }
            cell.addRepeated(quantity, value)
        }
    }
}

extension PickleDocument {
    /// Whether a value is the given text.
    fileprivate func isText(_ value: PickleValue, _ text: String) -> Bool {
        guard case .text(let span) = value, span.count == text.utf8.count else { return false }
        return bytes[span.start..<span.start + span.count].elementsEqual(text.utf8)
    }
}
