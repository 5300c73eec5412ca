import Foundation

/// What runs on this machine.
package enum Processes {
    /// The command lines (words joined by NUL) of living processes that mention a text in them or stand in a directory that does.
    package static func mentioning(_ text: String) -> [String] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return all.filter { Int($0) != nil }.compactMap { pid in
            let words = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline").map { String(decoding: $0, as: UTF8.self) } ?? ""
            let place = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/cwd")) ?? ""
            return !words.isEmpty && (words + place).contains(text) ? words : nil
        }
    }

    /// Those whose command line mentions a text.
    package static func pids(mentioning text: String) -> [Int32] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return all.compactMap { Int32($0) }.filter { pid in
            FileManager.default.contents(atPath: "/proc/\(pid)/cmdline").map { String(decoding: $0, as: UTF8.self).contains(text) } ?? false
        }
    }

    /// Where a text stands among the environments and command lines of all processes that this user can read.
    package static func leaks(of text: String) -> [String] {
        let needle = Data(text.utf8)
        let pids = ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).filter { Int($0) != nil }
        return pids.flatMap { pid in
            ["environ", "cmdline"].map { "/proc/\(pid)/\($0)" }.filter {
                FileManager.default.contents(atPath: $0)?.range(of: needle) != nil
            }
        }
    }
}
