import Foundation
import RunModel

/// The job's own word on how it ended, whole or not at all.
enum ExitFile {
    static func write(_ end: JobEnd, to path: String) throws {
        let url = URL(filePath: path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try DurableFile.write(try JSONEncoder.bunsen.encode(end), to: path)
    }
}
