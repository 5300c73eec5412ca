import AWS
package import Engine
import RunModel

extension BatchExecutor {
    /// How many logs are remembered the pages of.
    private static let indexed = 64

    package func log(_ job: String, from offset: Int, limit: Int) async throws(ExecutorError) -> [UInt8] {
        guard offset >= 0, limit > 0, let known = try await look(job).job else { return [] }
        let (streams, group, logs) = (known.streams, known.logGroup, logs)
        var index = indexes[job] ?? LogIndex()
        do {
            let bytes = try await index.read(from: offset, limit: limit, streams: streams.count) { stream, token in
                try await logs.events(of: streams[stream], in: group, from: token)
            }
            if indexes.count >= Self.indexed, indexes[job] == nil { indexes.removeAll() }
            indexes[job] = index
            return bytes
        } catch let error as AWSError where error.code == "ResourceNotFoundException" {
            // Nothing has been said yet.
            return []
        } catch {
            throw Self.trouble("read the log of \(job)", error)
        }
    }
}
