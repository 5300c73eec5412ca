import Engine
import FoundationEssentials
import Subprocess
import SystemPackage

/// One transfer by the program curl: HTTP and SMTP with TLS, kept by others.
///
/// Addresses and passwords are in the configuration that it reads from its standard input: in no argv and in no file.
struct CurlCall: Sendable {
    /// Option and value; flags have none.
    var options: [(name: String, value: String?)]
    /// What is sent, as bytes.
    var body: [UInt8]
    /// In seconds, from the first name that is looked up to the last byte.
    static let deadline = 60

    /// How it ended: curl's exit code, the protocol's last answer (0: none), and curl's own sentence.
    struct Outcome: Sendable, Equatable {
        var code: Int
        var answer: Int
        var said: String
    }

    /// - Throws: ``MessageError`` where curl cannot be started.
    func run() async throws -> Outcome {
        let file = try Self.write(body)
        defer { try? FileManager.default.removeItem(atPath: file) }
        var lines = options.map { Self.line($0.name, $0.value) }
        lines += [
            Self.line(isMail ? "upload-file" : "data-binary", isMail ? file : "@\(file)"), "silent", "show-error",
            Self.line("max-time", "\(Self.deadline)"), Self.line("connect-timeout", "10"),
            Self.line("write-out", "%{response_code}"), Self.line("output", "/dev/null"),
        ]
        let platform = Self.platform
        do {
            let result = try await Subprocess.run(
                // No configuration of the user's: -q has to be the first.
                .name("curl"), arguments: ["-q", "--config", "-"], platformOptions: platform,
                input: .string(lines.joined(separator: "\n") + "\n"),
                output: .string(limit: 4096), error: .string(limit: 64 << 10))
            let code =
                switch result.terminationStatus {
                case .exited(let code): Int(code)
                case .signaled(let signal): 128 + Int(signal)
                }
            return Outcome(
                code: code, answer: Int(result.standardOutput) ?? 0,
                said: result.standardError.split(separator: "\n").joined(separator: " "))
        } catch let error as CancellationError {
            throw error
        } catch {
            throw MessageError("curl could not be started: \(error). Install curl where the service runs.", isTransient: true)
        }
    }

    private var isMail: Bool { options.contains { $0.name == "mail-from" } }

    private static var platform: PlatformOptions {
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(1))]
        return options
    }

    /// A line of curl's configuration: in quotation marks, where backslash, quotation mark and line ends are escaped.
    static func line(_ name: String, _ value: String?) -> String {
        guard let value else { return name }
        var quoted = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": quoted += "\\\\"
            case "\"": quoted += "\\\""
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return "\(name) = \"\(quoted)\""
    }

    /// A file that only this user reads, while it is sent.
    private static func write(_ body: [UInt8]) throws -> String {
        let path = "\(FileManager.default.temporaryDirectory.path)/bunsen-message-\(UUID().uuidString)"
        do {
            let descriptor = try FileDescriptor.open(
                FilePath(path), .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec], permissions: [.ownerReadWrite])
            try descriptor.closeAfter { _ = try descriptor.writeAll(body) }
        } catch {
            throw MessageError("\(path) could not be written: \(error). Free space there.", isTransient: true)
        }
        return path
    }
}
