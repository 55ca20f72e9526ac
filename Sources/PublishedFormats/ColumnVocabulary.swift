/// The words of headings that say what a column holds, in lower case.
enum ColumnVocabulary {
    /// Words that mean a latency; a heading of nothing else is the latency of the file's device.
    static let latency: Set<String> = [
        "latency", "latencies", "lat", "time", "times", "runtime", "duration", "elapsed", "delay",
        "inference", "forward", "wall", "exec", "execution", "walltime",
    ]
    /// Words that end the heading of a named device's latency.
    static let latencyEndings: Set<String> = ["latency", "latencies"]
    /// Statistics that stand for the whole of the runs, the ones that are preferred first.
    static let locations = ["median", "p50", "mean", "avg", "average"]
    /// Statistics that don't.
    static let spreads: Set<String> = [
        "std", "stddev", "stdev", "sd", "sem", "stderr", "var", "variance", "cv", "mad", "iqr",
        "q1", "q3", "p1", "p5", "p10", "p25", "p75", "p90", "p95", "p99", "p999", "percentile",
        "quantile", "ci", "ci95", "err", "error", "deviation", "spread", "jitter", "sigma",
    ]
    /// Those of them that are standard deviations.
    static let deviations: Set<String> = ["std", "stddev", "stdev", "sd", "sigma", "deviation"]
    /// Statistics that may also end a device's name (`iphone_15_pro_max`).
    static let extremes: Set<String> = [
        "min", "max", "minimum", "maximum", "best", "worst", "lower", "upper", "low", "high",
    ]

    /// Words that no device's name has: what a heading with one of them holds.
    static let otherKinds: [String: String] = {
        let kinds: [(String, [String])] = [
            (
                "a count",
                [
                    "runs", "repeats", "repetitions", "iterations", "iters", "trials", "samples",
                    "count", "warmup", "warmups", "reps",
                ]
            ),
            ("a seed", ["seed", "seeds"]),
            (
                "a condition of measuring",
                [
                    "temperature", "temp", "humidity", "voltage", "frequency", "freq", "clock",
                    "threads", "utilization", "utilisation", "batch_size",
                ]
            ),
            ("a power", ["power", "watts", "watt"]),
            ("a memory", ["memory", "mem", "rss", "ram"]),
            (
                "a count of parameters or operations",
                [
                    "params", "param", "parameters", "flops", "flop", "mflops", "gflops", "macs",
                    "mmacs", "gmacs", "madds", "multiadds", "ops",
                ]
            ),
            (
                "an accuracy",
                [
                    "accuracy", "accuracies", "acc", "top1", "top5", "val", "valid", "validation",
                    "test", "train", "loss", "score", "fitness",
                ]
            ),
            (
                "a rate or index, no time",
                [
                    "fps", "ips", "qps", "throughput", "speedup", "ratio", "rank", "intensity",
                    "metric",
                ]
            ),
            (
                "a note",
                [
                    "timestamp", "date", "datetime", "epoch", "epochs", "id", "uid", "uuid", "hash",
                    "note", "notes", "origin", "comment", "comments", "remark", "remarks", "host",
                    "hostname",
                    "command", "exit_code", "exit_codes", "version", "commit", "status", "name",
                    "file", "filename", "path",
                ]
            ),
            ("part of a process's time", ["user", "system", "sys"]),
        ]
        var byWord: [String: String] = [:]
        for (kind, words) in kinds {
            for word in words { byWord[word] = kind }
        }
        return byWord
    }()

    /// Those of ``otherKinds`` that count as the whole heading or its last word only: elsewhere they
    /// are part of devices' names.
    static let lastOnly: Set<String> = [
        "val", "valid", "test", "train", "score", "name", "id", "date", "user", "system", "sys",
        "ram", "rank", "power", "host", "version", "clock", "count", "temp", "mem", "ops", "param",
        "note", "origin", "hash", "commit", "ratio", "status", "metric", "samples", "threads",
        "command",
        "error", "freq", "memory", "file", "filename", "path",
    ]

    /// Units that are no times.
    static let otherUnits: Set<String> = [
        "mhz", "ghz", "khz", "hz", "c", "\u{B0}c", "degc", "k", "f", "kb", "mb", "gb", "kib", "mib",
        "gib", "b", "w", "mw", "v", "mv", "a", "ma", "%", "percent", "m", "g", "fps", "ips", "qps",
        "1/s", "count", "#",
    ]

    /// What a unit of energy is multiplied by to give millijoules.
    static let millijoules: [String: Double] = [
        "mj": 1, "millijoule": 1, "millijoules": 1, "j": 1e3, "joule": 1e3, "joules": 1e3,
        "uj": 1e-3, "\u{B5}j": 1e-3, "\u{3BC}j": 1e-3, "microjoules": 1e-3, "nj": 1e-6,
    ]
}
