import Foundation

/// What a test needs of the machine. Where everything is required (CI), a missing program fails the test instead of
/// skipping it.
package enum Requirement {
    package static func program(_ name: String) -> Bool {
        if ProcessInfo.processInfo.environment["BUNSEN_REQUIRE_ALL"] == "1" { return true }
        let path = Program.environment["PATH"] ?? ""
        return path.split(separator: ":").contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }

    package static var dvc: Bool { program("dvc") }

    package static var containers: Bool { program("podman") && program("runc") && program("busybox") }

    /// The image for jobs, where `make image` has made one and asks for its tests.
    package static var jobImage: String? { ProcessInfo.processInfo.environment["BUNSEN_JOB_IMAGE"] }

    /// Root, with the right to mount: tried, because containers differ.
    package static let mount: Bool = {
        if ProcessInfo.processInfo.environment["BUNSEN_REQUIRE_ALL"] == "1" { return true }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/unshare")
        process.arguments = ["--mount", "true"]
        process.standardError = FileHandle.nullDevice
        guard geteuid() == 0, (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()
}
