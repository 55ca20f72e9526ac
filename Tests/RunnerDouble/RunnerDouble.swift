import AllocationCount
import Architectures
import Inference
import Measuring

/// A runner for tests. Without an argument its 'operators' do nothing but read as many numbers as the
/// real one's input has, and it knows no networks; with the name of a set of kernels it is the
/// built-in engine. With `allocations`, kernels, threads and a cell it says how often preparing that
/// network and running it allocated.
@main
struct RunnerDouble: WorkloadFactory {
    struct Unknown: Error, CustomStringConvertible {
        let description = "the double runs operators only"
    }

    final class Reading: RunnableWorkload {
        private let numbers: [Int32]
        private(set) var sum: Int32 = 0

        init(count: Int) { numbers = (0..<Int32(count)).map { $0 } }

        func run() {
            numbers.withUnsafeBufferPointer { numbers in
                for number in numbers { sum &+= number }
            }
        }
    }

    let description = RunnerDescription(
        name: "double", runtime: "test", hardware: "test", kind: "cpu", threads: 1,
        precision: "int32", accepts: [.architecture], facts: ["answer": "42"],
        features: [.spaces])

    func prepare(_ workload: Workload) throws -> any RunnableWorkload {
        guard case .operator(let kind) = workload else { throw Unknown() }
        return Reading(count: kind.channels * kind.size * kind.size)
    }

    private static func countAllocations(kernels: String, threads: Int, cell: String) throws {
        let factory = try BuiltinWorkloads(
            space: .nasBench201(), kernels: KernelSet(parsing: kernels), threads: threads,
            version: "test")
        let start = allocation_count()
        let network = try factory.prepare(
            .network(NetworkWorkload(architecture: cell, dataset: "cifar10")))
        // The first run may still set up what a library keeps.
        network.run()
        let prepared = allocation_count()
        for _ in 0..<5 { network.run() }
        let run = allocation_count()
        print(prepared - start, run - prepared)
    }

    static func main() throws {
        let arguments = CommandLine.arguments
        if arguments.count == 5, arguments[1] == "allocations", let threads = Int(arguments[3]) {
            return try countAllocations(
                kernels: arguments[2], threads: threads, cell: arguments[4])
        }
        let factory: any WorkloadFactory =
            if arguments.count > 1 {
                try BuiltinWorkloads(
                    space: .nasBench201(), kernels: KernelSet(parsing: arguments[1]),
                    threads: 1, version: "test")
            } else {
                RunnerDouble()
            }
        var server = RunnerServer(factory)
        try server.serveStandardStreams()
    }
}
