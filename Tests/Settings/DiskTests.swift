import Foundation
import RunModel
import Settings
import Testing

struct DiskTests {
    @Test func `the files of this machine are read`() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "bunsen-settings-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: root.appending(path: "projects.d"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: root) }
        func write(_ name: String, _ text: String, mode: Int) throws {
            let path = root.appending(path: name).path
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        }
        try write("bunsen.yaml", "state: state", mode: 0o644)
        try write("projects.d/a.yaml", "url: /a\ntoken: {file: ../open}", mode: 0o644)
        try write("projects.d/b.yaml", "url: /b\ntoken: {file: ../closed}", mode: 0o644)
        try write("open", "t", mode: 0o644)
        try write("closed", "t", mode: 0o600)

        let loader = SettingsLoader(files: .disk)
        let config = root.appending(path: "bunsen.yaml").path
        let loaded = try loader.load(config: config, environment: [:])
        #expect(loaded.file == config)
        #expect(loaded.settings.state == root.path + "/state")
        #expect(loaded.settings.projects.keys.sorted() == ["a", "b"])
        #expect(loaded.warnings.map(\.key) == ["projects.a.token"])

        let missing = root.appending(path: "none.yaml").path
        #expect(
            issues { try loader.load(config: missing, environment: ["HOME": "/nowhere"]) }.map(\.message).first?
                .hasPrefix("there is no such file") == true)
        #expect(
            issues { try loader.load(config: root.path, environment: ["HOME": "/nowhere"]) }.map(\.code) == [
                .unreadableFile
            ])
    }
}
