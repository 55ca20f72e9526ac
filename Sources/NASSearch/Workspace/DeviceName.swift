import Foundation
import Measuring
import Networks
import PlainText

/// Names for devices of this machine: the processor, what runs networks, threads, and what differs
/// from the defaults, such as `amd-epyc-direct-avx2-1t`.
package enum DeviceName {
    /// A name for the command line and one for people.
    package static func words(
        of setup: MeasuringSetup, description: RunnerDescription, facts: MachineFacts
    ) -> (name: String, title: String) {
        let hardware =
            description.hardware.isEmpty
            ? facts.processor ?? "unknown processor" : description.hardware
        var short = [plain(hardware)]
        var long = [hardware]
        if let kernels = setup.kernels {
            short.append(plain(kernels))
            long.append("\(kernels) kernels")
        } else {
            short.append(plain(description.name))
            long.append(description.runtime)
        }
        if description.kind == "cpu" {
            let threads = description.threads ?? setup.threads
            short.append("\(threads)t")
            long.append("\(threads) thread\(threads == 1 ? "" : "s")")
        } else if description.kind != "" {
            short.append(plain(description.kind))
        }
        if setup.view != .asWritten {
            short.append(setup.graph)
            long.append(setup.graph)
        }
        if setup.dataset != setup.standardDataset {
            short.append(plain(setup.dataset))
            long.append(setup.dataset)
        }
        if setup.batch != 1 {
            short.append("b\(setup.batch)")
            long.append("batch \(setup.batch)")
        }
        if setup.statistic != .standard(for: description) {
            short.append(setup.statistic.rawValue)
            long.append(setup.statistic.summary)
        }
        return (short.joined(separator: "-"), long.joined(separator: ", "))
    }

    /// Lower-case letters, digits and single hyphens; without trade marks, clock rates and words
    /// that every processor has.
    package static func plain(_ text: String) -> String {
        let kept = text.lowercased().prefix { $0 != "@" }
            .replacingOccurrences(of: "(r)", with: " ").replacingOccurrences(of: "(tm)", with: " ")
        let words = kept.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.map(String.init)
        let meaning = words.enumerated().filter { position, word in
            if ["cpu", "processor", "core"].contains(word) { return false }
            // `64-Core` says how many cores, which other machines of the name may have not.
            let isCoreCount = position + 1 < words.count && words[position + 1] == "core"
            return !(isCoreCount && Int(word) != nil)
        }.map(\.element)
        let name = meaning.isEmpty ? words : meaning
        return name.isEmpty ? "unknown" : name.joined(separator: "-")
    }

    /// What a name may be, for messages.
    package static let rule =
        "up to 100 characters without spaces, quotes, commas, slashes and invisible characters, the "
        + "first none of = + - @"

    /// Whether a name can be one of a device.
    package static func isUsable(_ name: String) -> Bool {
        let isPlain = name.unicodeScalars.allSatisfy { scalar in
            !scalar.properties.isWhitespace && !"\",/\\".unicodeScalars.contains(scalar)
        }
        // What begins like that is a formula in a spreadsheet, or an option.
        let isText = name.first.map { !"=+-@".contains($0) } ?? false
        return isPlain && isText && VisibleText.isSafe(name) && name.count <= 100
    }
}
