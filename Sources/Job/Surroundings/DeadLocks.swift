import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What a killed attempt has left locked: its locks are dead, and its pid may by chance be somebody else's by now.
struct DeadLocks {
    let places: WorkPlaces

    func remove() {
        unlink("\(places.index).lock")
        removeLocks(below: places.git, 4)
        guard let top = real(places.clone) else { return }
        unlink("\(top)/.git/index.lock")
        for directory in dvcDirectories(below: top, 3) {
            // A stage may have left a link in its place, which must lead us nowhere.
            guard let temporary = real("\(directory)/tmp"), temporary.hasPrefix(top + "/") else { continue }
            for name in ["lock", "rwlock", "rwlock.lock"] { unlink("\(temporary)/\(name)") }
        }
    }

    private func removeLocks(below directory: String, _ depth: Int) {
        guard depth > 0, let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else { return }
        for name in names where name != "objects" {
            let path = "\(directory)/\(name)"
            if name.hasSuffix(".lock") { unlink(path) } else { removeLocks(below: path, depth - 1) }
        }
    }

    private func dvcDirectories(below directory: String, _ depth: Int) -> [String] {
        guard depth > 0, let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else { return [] }
        return names.flatMap { name -> [String] in
            let path = "\(directory)/\(name)"
            if name == ".dvc" { return [path] }
            return name == ".git" ? [] : dvcDirectories(below: path, depth - 1)
        }
    }

    private func real(_ path: String) -> String? {
        guard let pointer = realpath(path, nil) else { return nil }
        defer { free(pointer) }
        return String(cString: pointer)
    }
}
