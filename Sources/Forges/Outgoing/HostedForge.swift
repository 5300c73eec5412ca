package import RunModel

/// A repository on a forge, as far as Bunsen writes to it: a commit's status while a run goes, and one report a run.
///
/// Calls for one run follow each other: two at once may each find no comment, and both add one.
package struct HostedForge: Sendable {
    /// Nil for a forge that nothing is written to.
    let api: (any ForgeAPI)?
    /// Its webhooks and what the token may do; nil for a forge that nothing is written to.
    package let setup: (any ForgeSetup)?
    let http: ForgeHTTP

    /// - Parameters:
    ///   - api: where the forge's API is; nil: where such a forge on `host` has it.
    ///   - path: `owner/name`, `group/subgroup/name`.
    package init(
        kind: ForgeKind, api: String?, host: String, path: String, credential: ForgeCredential,
        http: ForgeHTTP
    ) {
        self.http = http
        let connection = ForgeConnection(
            base: api ?? kind.api(on: host), path: path, credential: credential, http: http,
            headers: kind.apiHeaders)
        switch kind {
        case .github: (self.api, setup) = (GitHubAPI(connection), GitHubSetup(connection))
        case .gitlab: (self.api, setup) = (GitLabAPI(connection), GitLabSetup(connection))
        case .bitbucket: (self.api, setup) = (BitbucketAPI(connection, host: host), BitbucketSetup(connection))
        case .gitea, .forgejo: (self.api, setup) = (GiteaAPI(connection), GiteaSetup(connection, kind: kind))
        case .bitbucketDC: (self.api, setup) = (nil, nil)
        }
    }

    /// Where a report went.
    package enum Placement: Sendable, Equatable {
        case added(ForgePlace)
        case edited(ForgePlace)
        /// The forge has no place for it; why, in words.
        case nowhere(String)
    }

    /// Sets the commit's status.
    ///
    /// - Parameter branch: the one that was pushed, for forges that want it.
    /// - Throws: ``ForgeError``, `CancellationError`.
    package func show(_ status: CommitStatus, on sha: CommitSHA, branch: BranchName?) async throws {
        try await api?.set(status, on: sha, branch: branch)
    }

    /// Makes the text the one comment of a run or sweep: an earlier one is edited where it stands, else one is added to the open request of
    /// the first branch that has one, else to the commit.
    ///
    /// - Parameters:
    ///   - text: Markdown of at most so many UTF-16 code units.
    ///   - mark: its id.
    /// - Throws: ``ForgeError``, `CancellationError`.
    package func put(
        report text: (Int) -> String, mark: String, on sha: CommitSHA, branches: [BranchName]
    ) async throws -> Placement {
        try await put(text, mark: mark, on: sha, branches: branches)
    }

    /// The same for a commit that starts no run, one comment for each commit.
    package func put(refusal text: (Int) -> String, on sha: CommitSHA, branches: [BranchName]) async throws -> Placement {
        try await put(text, mark: sha.text, on: sha, branches: branches)
    }

    private func put(
        _ text: (Int) -> String, mark: String, on sha: CommitSHA, branches: [BranchName]
    ) async throws -> Placement {
        guard let api else { return .nowhere("nothing is written to this kind of forge") }
        let marker = api.marker(mark)
        // An empty line before it: Bitbucket's reads it as a reference only at the beginning of a block.
        let body = text(api.commentLimit - marker.utf16.count - 2) + "\n\n" + marker

        // The request first, then the commit: a report that was put on the commit before the request was opened stays there.
        var places: [ForgePlace] = []
        if let number = try await openRequest(of: branches, api) { places.append(.request(number)) }
        if api.takesCommitComments { places.append(.commit(sha)) }
        guard let best = places.first else {
            return .nowhere("no request is open for the branch, and the forge takes no comments on commits")
        }
        for place in places where try await edit(on: place, marker: marker, body: body, api) {
            return .edited(place)
        }
        return try await add(to: best, marker: marker, body: body, api)
    }

    private func openRequest(of branches: [BranchName], _ api: any ForgeAPI) async throws -> Int? {
        for branch in branches {
            if let number = try await api.openRequest(from: branch) { return number }
        }
        return nil
    }

    /// Whether the place had the run's comment.
    private func edit(on place: ForgePlace, marker: String, body: String, _ api: any ForgeAPI)
        async throws -> Bool
    {
        var next: String?
        for _ in 0..<ForgeConnection.pageBound {
            let page = try await api.comments(on: place, page: next)
            for comment in page.items where Self.holds(comment.body, marker) {
                do {
                    if comment.body != body { try await api.edit(comment, on: place, body: body) }
                    return true
                } catch let error as ForgeError where error.code == .forbidden || error.code == .notFound {
                    // Somebody else's with the marker copied, or deleted in between.
                    continue
                }
            }
            guard let following = page.next, following != next else { break }
            next = following
        }
        return false
    }

    /// A call whose end is unknown is not made again before the place has been looked at: the comment may be there.
    private func add(to place: ForgePlace, marker: String, body: String, _ api: any ForgeAPI)
        async throws -> Placement
    {
        var done = 0
        while true {
            do {
                try await api.add(comment: body, to: place)
                return .added(place)
            } catch let error as ForgeError where error.mayHaveHappened {
                done += 1
                // Before the last word too, so that the caller's next call does not find what this one denies.
                try await http.sleep(error.retryAfter.map { min($0, http.policy.longestWait) } ?? http.backoff(done: done))
                if try await edit(on: place, marker: marker, body: body, api) { return .added(place) }
                guard done < http.policy.tries else { throw error }
            }
        }
    }

    /// A line of its own: in a quotation it has something before it.
    static func holds(_ body: String, _ marker: String) -> Bool {
        body.split(whereSeparator: \.isNewline).contains { line in
            line.hasPrefix(marker) && line.dropFirst(marker.count).allSatisfy(\.isWhitespace)
        }
    }
}
