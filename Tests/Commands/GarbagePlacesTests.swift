import Foundation
import Job
import RunModel
import TestKit
import Testing

@testable import Commands

@Suite("Directories that are measured and taken away")
struct GarbagePlacesTests {
    let scratch: ScratchDirectory
    var path: String { scratch.path }

    init() throws { scratch = try ScratchDirectory() }

    private func write(_ name: String, kib: Int) throws {
        try scratch.write(String(repeating: "x", count: kib << 10), to: name)
    }

    @Test func `a file with a name elsewhere is not a directory's own, and one with two names in it counts once`() throws {
        try write("work/a", kib: 64)
        try write("cache/b", kib: 128)
        let empty = try DiskUse.of("\(path)/work", .own).bytes - (64 << 10)
        try FileManager.default.linkItem(atPath: "\(path)/cache/b", toPath: "\(path)/work/b")
        #expect(try DiskUse.of("\(path)/work", .own).bytes == empty + 64 << 10)
        #expect(try DiskUse.of("\(path)/work", .all).bytes == empty + 192 << 10)
        try FileManager.default.linkItem(atPath: "\(path)/work/a", toPath: "\(path)/work/c")
        #expect(try DiskUse.of("\(path)/work", .own).bytes == empty + 64 << 10)
        try FileManager.default.createSymbolicLink(atPath: "\(path)/work/d", withDestinationPath: "\(path)/cache")
        #expect(try DiskUse.of("\(path)/work", .own).bytes < empty + 128 << 10)
        #expect(try DiskUse.of("\(path)/nowhere", .all).bytes == 0)
    }

    @Test func `what is put aside is gone from its place at once, and from the disk whatever rights it has`() throws {
        try write("runs/work/locked/inner/file", kib: 1)
        for name in ["inner", ""] {
            try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: "\(path)/runs/work/locked/\(name)")
        }
        try Aside.move("\(path)/runs/work")
        #expect(!FileManager.default.fileExists(atPath: "\(path)/runs/work"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(path)/runs").allSatisfy(Aside.isAside))
        try Aside.clear("\(path)/runs/work")
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(path)/runs").isEmpty)
        try Aside.move("\(path)/runs/work")
    }

    @Test func `whoever stands in a directory keeps others from taking it away`() throws {
        try write("work/a", kib: 1)
        do {
            let one = try #require(try DirectoryLock.use("\(path)/work"))
            let other = try #require(try DirectoryLock.use("\(path)/work"))
            #expect(try DirectoryLock.alone("\(path)/work") == nil)
            withExtendedLifetime((one, other)) {}
        }
        let mine = try #require(try DirectoryLock.alone("\(path)/work"))
        #expect(try DirectoryLock.alone("\(path)/work") == nil)
        withExtendedLifetime(mine) {}
        #expect(try DirectoryLock.use("\(path)/nowhere") == nil)
    }

    @Test(arguments: [
        (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (3_565_158, "3.4 MiB"), (120 << 30, "120 GiB"), ((1 << 30) - 1, "1.0 GiB"),
    ])
    func `sizes are short`(bytes: Int, text: String) {
        #expect(Figures.bytes(bytes) == text)
    }

    @Test(arguments: [
        ("refs/bunsen/claim/0123456789abcdef", true), ("refs/heads/bunsen/claim/0123456789abcdef", true),
        ("refs/heads/bunsen/r-20260102T030405-aaaaaaaa", false), ("refs/heads/bunsen/claim/mine", false),
        ("refs/bunsen/claim/0123456789abcdeg", false), ("refs/heads/x/refs/bunsen/claim/0123456789abcdef", false),
        ("refs/bunsen/result/0123456789abcdef", false),
    ])
    func `only Bunsen's own refs are taken for such`(ref: String, isClaim: Bool) {
        #expect((BunsenRefs.digits(of: ref, .claim) != nil) == isClaim)
    }
}
