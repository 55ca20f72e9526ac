/// Suggestions for names that do not exist.
package enum NearestName {
    /// The known names that are closest to a mistyped one, nearest first.
    package static func suggestions(for name: String, among known: [String], limit: Int = 3)
        -> [String]
    {
        let wanted = Array(name.lowercased().utf8)
        let ranked = known.map { candidate -> (name: String, distance: Int) in
            let text = Array(candidate.lowercased().utf8)
            let contains = candidate.lowercased().contains(name.lowercased())
            return (candidate, contains ? 0 : distance(wanted, text))
        }
        let allowed = max(2, wanted.count / 2)
        return ranked.filter { $0.distance <= allowed }
            .sorted {
                ($0.distance, $0.name.count, $0.name) < ($1.distance, $1.name.count, $1.name)
            }
            .prefix(limit).map(\.name)
    }

    /// 'did you mean a, b?' or nothing.
    package static func question(for name: String, among known: [String]) -> String {
        let names = suggestions(for: name, among: known)
        return names.isEmpty ? "" : "; did you mean \(names.joined(separator: ", "))"
    }

    /// Levenshtein distance.
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var row = Array(0...b.count)
        for (i, x) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, y) in b.enumerated() {
                let replaced = diagonal + (x == y ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[b.count]
    }
}
