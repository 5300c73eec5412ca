import Engine
import Foundation
import Messages
import RunModel
import Web

extension PostOffice {
    /// As a service sends messages, with what its settings say now.
    static func of(_ settings: @escaping @Sendable () -> ServiceSettings, link: @escaping @Sendable (RunID) -> String?) -> PostOffice {
        PostOffice(
            smtp: { settings().smtp }, read: { try HookGates.read($0) }, link: link,
            text: { run in ReportText(terminal: .plain).lines(RunDocument(run)).joined(separator: "\n") }, now: { Date() })
    }
}
