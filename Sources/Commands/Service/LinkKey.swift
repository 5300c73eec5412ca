import Foundation
import RunModel

/// The key that links to runs' pages are signed with: made once, kept in the state directory, readable by the service alone.
enum LinkKey {
    static func load(_ state: StateDirectory) throws -> Secret {
        let path = "\(state.path)/links.key"
        if let kept = FileManager.default.contents(atPath: path) {
            let text = String(decoding: kept, as: UTF8.self)
            if text.utf8.count >= 32 { return Secret(text) }
        }
        var random = SystemRandomNumberGenerator()
        let text = (0..<4).map { _ in String(random.next(), radix: 36) + "-" }.joined() + String(random.next(), radix: 36)
        try DurableFile.write(Data(text.utf8), to: path, mode: 0o600)
        return Secret(text)
    }
}
