package import FoundationEssentials

/// The form of a job's log: a stage's own lines as they are, the job's lines as `bunsen NONCE {json}`.
package enum JobLog {
    /// One line of a log, read.
    package enum Line: Sendable, Equatable {
        case output(String)
        case event(JobEvent)
    }

    package static func line(for event: JobEvent, nonce: String) -> String {
        let json = (try? JSONEncoder.bunsen.encode(event)) ?? Data()
        return "bunsen \(nonce) \(String(decoding: json, as: UTF8.self))"
    }

    /// Reads one line (without its LF). A line that has another nonce, or none, is a stage's.
    package static func read(_ line: String, nonce: String) -> Line {
        let mark = "bunsen \(nonce) "
        guard line.hasPrefix(mark),
            let event = try? JSONDecoder.bunsen.decode(JobEvent.self, from: Data(line.dropFirst(mark.count).utf8))
        else { return .output(line) }
        return .event(event)
    }
}

extension JSONEncoder {
    /// The one way in which Bunsen writes JSON: RFC 3339 times, sorted keys.
    package static var bunsen: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
        }
        return encoder
    }
}

extension JSONDecoder {
    /// Reads what ``Foundation/JSONEncoder/bunsen`` writes.
    package static var bunsen: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let text = try decoder.singleValueContainer().decode(String.self)
            let styles = [Date.ISO8601FormatStyle(includingFractionalSeconds: true), .iso8601]
            for style in styles {
                if let date = try? style.parse(text) { return date }
            }
            throw Malformed(what: "time", text: text)
        }
        return decoder
    }
}
