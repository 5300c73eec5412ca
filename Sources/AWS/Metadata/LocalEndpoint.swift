import FoundationEssentials

/// Asks what answers within the machine or its network card: at once, or not at all.
struct LocalEndpoint: Sendable {
    let http: AWSHTTP
    let surroundings: AWSSurroundings
    /// Seconds; off EC2 the link-local addresses swallow what is sent to them.
    var deadline = 1.0
    var attempts = 3

    /// An answer of 5xx or 429, and none, is asked for again.
    ///
    /// - Parameter what: for a person: `the container's role`.
    /// - Throws: ``CredentialsError`` where there is no answer, `CancellationError`.
    func ask(_ method: String, _ url: String, headers: [(name: String, value: String)] = [], for what: String) async throws -> AWSResponse {
        var done = 0
        while true {
            let outcome: AWSResponse?
            do {
                outcome = try await http.exchange(method, url, headers: headers, within: deadline)
            } catch {
                try Task.checkCancellation()
                outcome = nil
            }
            done += 1
            if let outcome, outcome.status < 500 && outcome.status != 429 || done == attempts { return outcome }
            guard done < attempts else {
                throw CredentialsError("tried to ask \(url) for \(what): no answer within \(deadline) s, \(attempts) times.")
            }
            try await surroundings.sleep(Double(done) * (0.1 + surroundings.random() * 0.2))
        }
    }
}
