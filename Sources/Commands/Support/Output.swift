import Foundation
import RunModel

/// What `--json` prints: one value on one line.
enum Output {
    static func json(_ value: some Encodable) throws {
        var data = try JSONEncoder.bunsen.encode(value)
        data.append(UInt8(ascii: "\n"))
        FileHandle.standardOutput.write(data)
    }
}
