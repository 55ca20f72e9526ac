import Architectures
import Testing

@testable import PublishedFormats

@Suite struct NativeBenchmarkTextTests {
    let space: SearchSpace
    let reader: NativeBenchmarkText

    init() throws {
        space = try SearchSpace.nasBench201()
        reader = NativeBenchmarkText(space: space)
    }

    private func found(_ text: String, file: String = "log.txt") -> [[Double]] {
        reader.latencies(in: text, fileName: file).map {
            [Double(space.publishedIndex(of: $0.architecture)), $0.milliseconds]
        }
    }

    /// As `benchmark_model` prints: a warm-up, the runs, a summary.
    @Test func theMedianOfLiteRTsRunsCounts() {
        let text = """
            STARTING!
            INFO: Graph: [networks/nasbench201-9930-cifar10.tflite]
            INFO: Loaded model networks/nasbench201-9930-cifar10.tflite
            INFO: count=9 first=87112 curr=51629 min=51629 max=87112 avg=58147.4 std=11478 \
            p5=51629 median=51962 p95=87112
            INFO: count=50 first=12499 curr=12401 min=12385 max=12552 avg=1.24027e+04 std=25 \
            p5=12387 median=12398 p95=12474
            INFO: Inference timings in us: Init: 5579, First inference: 87112, Warmup (avg): \
            58147.4, Inference (avg): 12402.7
            """
        #expect(found(text) == [[9930, 12.398]])
    }

    /// Older versions print no median.
    @Test func elseTheirMeanDoes() {
        let text = """
            Graph: [./nasbench201-7-cifar10.tflite]
            count=50 first=249042 curr=250889 min=247067 max=254474 avg=249684 std=1442
            Inference timings in us: Init: 16242, First inference: 360262, Warmup (avg): 3.04586e+05, \
            Inference (avg): 2.49684e+05
            Graph: [./nasbench201-8-cifar10.tflite]
            Inference timings in us: Init: 1, First inference: 2, Warmup (avg): 3, Inference (avg): 4000
            """
        #expect(found(text) == [[7, 249.684], [8, 4]])
    }

    /// A warm-up of one run has no mean; the oldest versions end otherwise.
    @Test func summariesOfOtherVersions() {
        let text = """
            Loaded model ./nasbench201-7-cifar10.tflite
            count=1 curr=91000

            count=50 first=12499 curr=12401 min=12385 max=12552 avg=12402.5 std=25
            Average inference timings in us: Warmup: 91000, Init: 16242, no stats: 12402.5
            """
        #expect(found(text) == [[7, 12.4025]])
        #expect(found("Graph: [nasbench201-9-cifar10.tflite]\nno stats: 5").isEmpty)
    }

    @Test func ncnnsMeanCountsAndItsNameIsAFiles() {
        let text = """
            loop_count = 50
            num_threads = 1
              networks/nasbench201-284-cifar10.ncnn.param  min =    5.21  max =    5.60  avg =    5.33
            """
        #expect(found(text) == [[284, 5.33]])
        let nameless = "                   x  min =    5.21  max =    5.60  avg =    5.33\r\n"
        #expect(found(nameless, file: "nasbench201-11-cifar10-pruned.txt") == [[11, 5.33]])
        #expect(found(nameless).isEmpty)
    }

    @Test(arguments: [
        "", "a diary", "nasbench201-99999-cifar10 min = 1 max = 2 avg = 3",
        "nasbench201-9-cifar10 min = 1 max = 2 avg = nan",
        "nasbench201-9-cifar10 min = 1 max = 2 avg = -3", "nasbench201-9-cifar10 min = 1 avg =",
        "Graph: [nasbench201-9-cifar10.tflite]\nInference (avg): -inf",
        "Graph: [nasbench201-9-cifar10.tflite]\nERROR: failed to load",
    ])
    func whatIsNoLatencyIsNone(_ text: String) {
        #expect(found(text).isEmpty)
    }
}
