import Foundation

/// Reads a pipe to its end, once and without blocking for ever: what `<(command)` or a named pipe
/// gives.
struct StreamInput {
    /// The most that is read.
    var maximumBytes = FileSignature.maximumFileSize
    /// How long a pipe may be without anybody who writes into it.
    var patience: Duration = .seconds(5)
    /// How long the writer may pause.
    var longestPause: Duration = .seconds(60)

    /// Everything that is written into the pipe.
    /// - Throws: ``PublishedFormatError`` where nothing comes, or too much.
    func bytes(of path: String) throws -> [UInt8] {
        func failure(_ reason: String, _ remedy: String) -> PublishedFormatError {
            PublishedFormatError(kind: .unreadable, path: path, reason: reason, remedy: remedy)
        }
        // Without this flag, opening waits for a writer.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw failure(String(cString: strerror(errno)), "check that you may read it")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var waited = Duration.zero
        let step = Duration.milliseconds(50)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count > 0 {
                guard bytes.count + count <= maximumBytes else {
                    throw ContentProblem.refused(nil, "larger than \(maximumBytes >> 20) MB")
                }
                bytes.append(contentsOf: buffer[..<count])
                waited = .zero
                continue
            }
            // The end, unless nothing came yet: then the writer may still be on its way.
            if count == 0, !bytes.isEmpty { return bytes }
            guard count == 0 || errno == EAGAIN || errno == EINTR else {
                throw failure(String(cString: strerror(errno)), "write into a file first")
            }
            guard waited < (count == 0 ? patience : longestPause) else {
                throw failure(
                    count == 0
                        ? "a pipe into which nobody writes"
                        : "a pipe into which nothing was written for \(longestPause)",
                    "write into a file first, and import that")
            }
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&waiting, 1, 50)
            if ready > 0, waiting.revents & Int16(POLLIN) == 0 { usleep(50_000) }
            waited += step
        }
    }
}
