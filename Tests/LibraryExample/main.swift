import Foundation
import NASSearch

// Two devices: one whose latencies are in a table, and one that this program times itself.
//
//     LibraryExample STORE TABLES FOLDER
let arguments = CommandLine.arguments.dropFirst().map { $0 }
let workspace = try Workspace(store: .file(arguments[0]))
let space = workspace.space

// A device with a table: the model is fitted to ten of its latencies.
let imported = try workspace.importTables(at: URL(filePath: arguments[1]))
let tabulated = try workspace.device(imported.devices[0])
let model = try workspace.latencyModel(for: tabulated, .best, samples: .chosen(10))
print("model \(model.kind): \(model.summary)")

if let cell = space.architecture(publishedIndex: 9930) {
    let estimates = try model.estimate([cell])
    print("predicted \(estimates.milliseconds[0]) ± \(estimates.standardDeviations[0]) ms")
}

var request = SearchRequest(device: tabulated, dataset: "cifar100", budget: 200)
request.constraints.maximumLatency = 5
let found = try workspace.search(request, latency: model).run(
    hooks: Hooks(
        note: { print("note \($0)") }, progress: { print("progress \($0)") },
        isCancelled: { Task.isCancelled }))
for member in found.front {
    print("front \(member.index) \(member.accuracy) \(member.latency)")
}
for file in try workspace.export(
    found.front.pick(.knee), as: [.onnx, .json], to: URL(filePath: arguments[2]))
{
    print("file \(file.lastPathComponent)")
}

// A device without a table: the architectures that say most are timed here, one after the other.
// A real program would run the network; this one counts what it would do.
let phone = try workspace.newDevice("my-phone")
let timed = try workspace.latencyModel(
    for: phone, .named("transfer"),
    samples: .measured(10) { cell in
        let text = space.string(of: cell)
        let convolutions = text.split(separator: "_").count { $0.hasPrefix("3x3~") }
        return 1 + 0.5 * Double(convolutions)
    })
print("timed \(timed.samples.count) networks; \(timed.summary)")
print("known \(try workspace.device("my-phone").name)")
