import DVC
import FoundationEssentials
package import RunModel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Where the DVC project lies in a checkout.
package enum DVCProjectDirectory {
    /// - Parameter root: `dvc_root` of `.bunsen.yaml`; nil is the checkout itself.
    package static func find(_ root: String?, in clone: String) throws(Failure) -> String {
        let project = root.map { "\(clone)/\($0)" } ?? clone
        guard FileManager.default.fileExists(atPath: "\(project)/.dvc") else {
            throw DVCError(.notADVCRepository, "no `.dvc` directory in \(root ?? "the repository's root")").failure
        }
        // A link in the pushed commit must not lead Bunsen's own writing out of the checkout.
        guard let real = realPath("\(project)/.dvc"), let top = realPath(clone), real.hasPrefix(top + "/") else {
            throw Failure(
                .misconfigured, "`dvc_root` \(root ?? ".") or its `.dvc` leads out of the repository by a symbolic link.",
                remedy: "Make it a directory of the repository.")
        }
        return project
    }

    private static func realPath(_ path: String) -> String? {
        guard let pointer = realpath(path, nil) else { return nil }
        defer { free(pointer) }
        return String(cString: pointer)
    }
}
