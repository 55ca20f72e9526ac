// swift-tools-version: 6.1
import PackageDescription

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")

let package = Package(
    name: "nas-search",
    products: [
        .library(name: "NASSearch", targets: ["NASSearch"]),
        .executable(name: "nas-search", targets: ["nas-search"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.5.0"),
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.3"),
    ],
    targets: [
        // System libraries
        .systemLibrary(
            name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(
            name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),

        // The space and its data
        .target(name: "FileSystem"),
        .target(name: "PlainText"),
        .target(
            name: "SearchSpaces", dependencies: ["Digests", "FileSystem"], path: "SearchSpaces",
            exclude: ["README.md"],
            resources: [.copy("Definitions"), .copy("Fitted"), .copy("Measured")]),
        .target(
            name: "Architectures", dependencies: ["Digests", "FileSystem", "SearchSpaces"]),
        .target(name: "Networks", dependencies: ["Architectures"]),

        // Reading and keeping tables
        .target(name: "Digests"),
        .target(
            name: "PublishedFormats",
            dependencies: ["Architectures", "CArchive", "Digests", "FileSystem", "SearchSpaces"]),
        .target(
            name: "TabularStore",
            dependencies: [
                "Architectures", "Digests", "FileSystem", "SearchSpaces", "Statistics", grdb,
            ]),

        // Predicting, searching
        .target(name: "Statistics"),
        .target(name: "LinearAlgebra", dependencies: ["COpenBLAS"]),
        .target(name: "NeuralNetworks", dependencies: ["COpenBLAS"]),
        .target(
            name: "LatencyPrediction",
            dependencies: [
                "Architectures", "Digests", "FileSystem", "LinearAlgebra", "NeuralNetworks",
                "SearchSpaces", "Statistics",
            ]),
        .target(
            name: "AccuracyPrediction",
            dependencies: [
                "Architectures", "FileSystem", "NeuralNetworks", "SearchSpaces", "Statistics",
            ]),
        .target(name: "Search", dependencies: ["Architectures"]),

        // Running networks
        .target(name: "CConvolution", dependencies: ["COpenBLAS"]),
        .target(
            name: "Inference",
            dependencies: ["Architectures", "CConvolution", "COpenBLAS", "Networks"]),

        // Exporting
        .target(name: "ModelExport", dependencies: ["Architectures", "FileSystem", "Networks"]),

        // Measuring
        .target(name: "CSystemShims"),
        .target(
            name: "Measuring",
            dependencies: [
                "Architectures", "CSystemShims", "FileSystem", "Inference", "ModelExport",
                "Networks", "PlainText", "Statistics",
            ],
            resources: [.copy("Runners")]),
        .target(
            name: "Profiling",
            dependencies: ["Architectures", "CSystemShims", "FileSystem", "Measuring"]),

        // The front door, its results on paper, and the program that is its face
        .target(
            name: "NASSearch",
            dependencies: [
                "AccuracyPrediction", "Architectures", "Digests", "FileSystem", "Inference",
                "LatencyPrediction", "Measuring", "ModelExport", "Networks", "PlainText",
                "Profiling", "PublishedFormats", "Search", "SearchSpaces", "Statistics",
                "TabularStore",
            ]),
        .target(
            name: "Reporting",
            dependencies: [
                "Architectures", "FileSystem", "LatencyPrediction", "Measuring", "NASSearch",
                "Networks", "PlainText", "Search", "TabularStore",
            ],
            resources: [.embedInCode("Page")]),
        .executableTarget(
            name: "nas-search",
            dependencies: [
                "AccuracyPrediction", "Architectures", "Digests", "FileSystem", "Inference",
                "LatencyPrediction", "Measuring", "ModelExport", "NASSearch", "Networks",
                "PlainText", "Profiling", "PublishedFormats", "Reporting", "Search",
                "SearchSpaces", "TabularStore", argumentParser,
            ]),

        // Benchmarks
        .executableTarget(
            name: "benchmarks",
            dependencies: [
                "AccuracyPrediction", "Architectures", "Inference", "LatencyPrediction",
                "Measuring", "Networks", "PublishedFormats", "Search", "SearchSpaces",
                "TabularStore", argumentParser,
            ],
            path: "Benchmarks", exclude: ["PublicSplits.json", "README.md", "Runs", "peers"]),

        // Tests
        .target(name: "TestSupport", dependencies: ["Architectures"], path: "Tests/TestSupport"),
        .testTarget(name: "ArchitecturesTests", dependencies: ["Architectures", "TestSupport"]),
        .testTarget(name: "NetworksTests", dependencies: ["Networks", "TestSupport"]),
        .testTarget(
            name: "InferenceTests",
            dependencies: [
                "Architectures", "CConvolution", "COpenBLAS", "Inference", "Networks",
                "TestSupport",
            ]),
        .testTarget(name: "FileSystemTests", dependencies: ["FileSystem"]),
        .testTarget(name: "PlainTextTests", dependencies: ["PlainText"]),
        .testTarget(name: "DigestsTests", dependencies: ["Digests"]),
        .testTarget(name: "StatisticsTests", dependencies: ["Statistics"]),
        .testTarget(
            name: "PublishedFormatsTests",
            dependencies: [
                "Architectures", "Digests", "PublishedFormats", "SearchSpaces", "TestSupport",
            ]),
        .testTarget(
            name: "TabularStoreTests",
            dependencies: ["Architectures", "SearchSpaces", "TabularStore", "TestSupport"]),
        .testTarget(
            name: "LinearAlgebraTests",
            dependencies: ["Architectures", "LinearAlgebra", "TestSupport"]),
        .testTarget(
            name: "NeuralNetworksTests",
            dependencies: ["Architectures", "NeuralNetworks", "TestSupport"]),
        .testTarget(
            name: "LatencyPredictionTests",
            dependencies: [
                "Architectures", "LatencyPrediction", "NeuralNetworks", "SearchSpaces",
                "Statistics", "TestSupport",
            ]),
        .testTarget(
            name: "AccuracyPredictionTests",
            dependencies: [
                "AccuracyPrediction", "Architectures", "NeuralNetworks", "SearchSpaces",
                "TestSupport",
            ], exclude: ["toy-surrogate.json"]),
        .testTarget(name: "SearchTests", dependencies: ["Search", "TestSupport"]),
        .testTarget(
            name: "ReportingTests",
            dependencies: [
                "Architectures", "FileSystem", "LatencyPrediction", "NASSearch", "PlainText",
                "Reporting", "TestSupport",
            ]),
        .testTarget(
            name: "ModelExportTests",
            dependencies: ["Architectures", "ModelExport", "Networks", "TestSupport"]),
        .target(
            name: "FuzzTargets",
            dependencies: [
                "Architectures", "LatencyPrediction", "Measuring", "ModelExport", "Networks",
                "Profiling", "PublishedFormats", "TabularStore", "TestSupport",
            ], path: "Tests/Fuzzing/FuzzTargets"),
        .testTarget(
            name: "FuzzingTests", dependencies: ["Architectures", "FuzzTargets"],
            path: "Tests/Fuzzing/FuzzingTests"),
        .target(name: "AllocationCount", path: "Tests/AllocationCount"),
        .executableTarget(
            name: "RunnerDouble",
            dependencies: ["AllocationCount", "Architectures", "Inference", "Measuring"],
            path: "Tests/RunnerDouble"),
        .target(
            name: "MeasuringSupport", dependencies: ["Measuring"],
            path: "Tests/MeasuringSupport"),
        .testTarget(
            name: "MeasuringTests",
            dependencies: ["Architectures", "Measuring", "MeasuringSupport", "TestSupport"]),
        .testTarget(
            name: "ProfilingTests",
            dependencies: [
                "Architectures", "CSystemShims", "Measuring", "MeasuringSupport", "Profiling",
                "RunnerDouble", "TestSupport",
            ]),
        .executableTarget(
            name: "LibraryExample", dependencies: ["NASSearch"], path: "Tests/LibraryExample"),
        .testTarget(
            name: "CommandLineTests",
            dependencies: [
                "Architectures", "LatencyPrediction", "LibraryExample", "NASSearch", "Reporting",
                "SearchSpaces", "TabularStore", "TestSupport", "nas-search",
            ]),
        .testTarget(
            name: "NASSearchTests",
            dependencies: [
                "Architectures", "FileSystem", "LatencyPrediction", "NASSearch", "TabularStore",
                "TestSupport",
            ]),
    ],
    swiftLanguageModes: [.v6]
)
