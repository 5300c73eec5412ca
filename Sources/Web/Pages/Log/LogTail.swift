package import FoundationEssentials
import RunModel

/// The last lines of an attempt's log, clean and short enough for a page.
package struct LogTail: Sendable, Equatable {
    package enum Line: Sendable, Equatable {
        case output(String)
        /// A sentence of the job's own.
        case note(String)
    }

    package static let mostLines = 200
    package static let mostBytes = 64 << 10
    /// Of one line; a page is no place for a matrix.
    package static let longestLine = 2000

    package private(set) var attempt: Int
    /// The oldest first.
    package private(set) var lines: [Line] = []
    /// The whole log's, in bytes.
    package private(set) var size = 0
    /// Whether there is more above the first line.
    package private(set) var isCut = false
    /// When the stage began that runs now.
    package private(set) var stageStartedAt: Date?

    private init(attempt: Int) { self.attempt = attempt }

    /// Reads the end of a log backwards, until there is enough.
    ///
    /// - Parameter bytes: the log's end; it may begin in the middle of a line.
    package init(attempt: Int, nonce: String, bytes: ArraySlice<UInt8>, size: Int) {
        self.init(attempt: attempt)
        self.size = size
        // Nil above the first line; empty where that is an empty one.
        var above: ArraySlice<UInt8>? = bytes.isEmpty ? nil : bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes
        var room = Self.mostBytes
        var found: [Line] = []
        var isInStage: Bool?
        while let rest = above {
            let start = rest.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.startIndex
            // The beginning of the line that the window cuts is not there; one that fills it all is shown as it is.
            if start == bytes.startIndex, bytes.count < size, !found.isEmpty { break }
            let read = JobLog.read(String(decoding: rest[start...], as: UTF8.self), nonce: nonce)
            above = start == rest.startIndex ? nil : rest[..<(start - 1)]
            if case .event(let event) = read, let stage = event.stage, isInStage == nil {
                isInStage = stage.stage.state == .running
                if isInStage == true { stageStartedAt = event.at }
            }
            guard let line = Self.line(read) else { continue }
            let cost = line.text.utf8.count + 1
            guard found.count < Self.mostLines, cost <= room else {
                isCut = true
                break
            }
            room -= cost
            found.append(line)
        }
        isCut = isCut || bytes.count < size
        lines = found.reversed()
    }

    private static func line(_ read: JobLog.Line) -> Line? {
        switch read {
        case .output(let text):
            let line = OutputLine.plain(text)
            return .output(line.count <= longestLine ? line : "\(line.prefix(longestLine))…")
        case .event(let event): return words(event).map { .note($0) }
        }
    }

    /// What `bunsen runs logs` says of an event.
    private static func words(_ event: JobEvent) -> String? {
        if let note = event.note, note.level != .info {
            return String(OutputLine.plain(note.text).prefix(longestLine))
        }
        guard let news = event.stage else { return nil }
        let name = OutputLine.plain(news.stage.name)
        let place = "stage \(news.n) of \(news.of) · \(name)"
        switch news.stage.state {
        case .running: return place
        case .done: return "\(name) · \(Figures.elapsed(news.stage.seconds ?? 0))"
        case .cached: return "\(place) · from the cache"
        case .unchanged: return "\(place) · unchanged"
        case .failed:
            return "\(name) failed\(news.stage.seconds.map { " after \(Figures.elapsed($0))" } ?? "")"
        }
    }
}

extension LogTail.Line {
    package var text: String {
        switch self {
        case .output(let text), .note(let text): text
        }
    }
}
