import Settings

/// A file system of a few files, for tests.
struct FakeFiles: Sendable {
    var files: [String: [UInt8]] = [:]
    var modes: [String: Int] = [:]
    var unreadable: Set<String> = []

    init(_ texts: [String: String] = [:]) {
        files = texts.mapValues { Array($0.utf8) }
    }

    struct Denied: Error, CustomStringConvertible {
        var description: String { "permission denied" }
    }

    var settingsFiles: SettingsFiles {
        let fake = self
        return SettingsFiles(
            currentDirectory: "/work",
            read: { path in
                if fake.unreadable.contains(path) { throw Denied() }
                return fake.files[path]
            },
            list: { directory in
                if fake.unreadable.contains(directory) { throw Denied() }
                return fake.files.keys.filter { $0.hasPrefix(directory + "/") }
                    .map { String($0.dropFirst(directory.count + 1)) }
            },
            mode: { fake.modes[$0] })
    }

    static let config = "/home/u/.config/bunsen/bunsen.yaml"

    func load(
        config: String? = nil, environment: [String: String] = [:], options: [SettingsOption] = []
    ) throws(SettingsError) -> LoadedSettings {
        try SettingsLoader(files: settingsFiles).load(
            config: config, environment: ["HOME": "/home/u"].merging(environment) { $1 }, options: options)
    }
}

/// The service's settings from the text of `bunsen.yaml` alone.
func service(_ yaml: String, environment: [String: String] = [:]) throws -> LoadedSettings {
    try FakeFiles([FakeFiles.config: yaml]).load(environment: environment)
}

/// The issues that the work throws; empty if it throws none.
func issues(_ work: () throws -> some Any) -> [SettingsIssue] {
    do {
        _ = try work()
        return []
    } catch {
        return (error as? SettingsError)?.issues ?? []
    }
}

/// The issues as a person sees them.
func messages(_ work: () throws -> some Any) -> [String] { issues(work).map(\.description) }
