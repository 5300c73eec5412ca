/// Which project a repository belongs to, under whatever name it is met.
extension ServiceSettings {
    /// The identity behind a URL (or the real path of a local repository), aliases followed.
    package func repository(url: String) -> RepositoryName? { RepositoryName(url: url).map { canonical($0) } }

    /// The one name of a repository that may have several.
    package func canonical(_ name: RepositoryName) -> RepositoryName {
        if let alias = aliases[name.text].flatMap({ RepositoryName($0) }) { return alias }
        let owner = projects.values.first { $0.aliases.contains(name.text) }
        return owner?.identity ?? name
    }

    /// The project whose repository a run is fetched from: by where that is, and not by what anybody calls it, because its
    /// token and its secrets go there.
    package func project(cloning url: String) -> ProjectSettings? {
        projects.values.filter { $0.url == url }.min { $0.name < $1.name } ?? repository(url: url).flatMap { project(for: $0) }
    }

    package func project(for name: RepositoryName) -> ProjectSettings? {
        let name = canonical(name)
        // By name, so that two projects of one repository give the same answer each time.
        return projects.values.filter { $0.identity.map { canonical($0) } == name }.min { $0.name < $1.name }
    }
}

extension ProjectSettings {
    /// The identity of the project's repository: the one that it declares, else the one that its URL gives.
    package var identity: RepositoryName? { repository.flatMap { RepositoryName($0) } ?? RepositoryName(url: url) }
}
