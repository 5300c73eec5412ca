#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif
#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension SettingsFiles {
    /// The files of this machine.
    package static var disk: SettingsFiles {
        SettingsFiles(
            currentDirectory: FileManager.default.currentDirectoryPath,
            read: { path in
                do {
                    return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
                } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
                    return nil
                } catch let error as CocoaError where error.code == .fileReadNoPermission {
                    throw Unreadable(description: "permission denied")
                } catch {
                    throw Unreadable(description: "it is not a regular file, or reading failed")
                }
            },
            list: { directory in
                guard FileManager.default.fileExists(atPath: directory) else { return [] }
                do {
                    return try FileManager.default.contentsOfDirectory(atPath: directory)
                } catch {
                    throw Unreadable(description: "it is not a directory, or may not be read")
                }
            },
            mode: { path in
                // FileManager gives the permissions as a type that depends on what else is linked.
                var status = stat()
                return stat(path, &status) == 0 ? Int(status.st_mode & 0o7777) : nil
            })
    }

    private struct Unreadable: Error, CustomStringConvertible {
        let description: String
    }
}
