import RunModel

/// From what pip said to a reason.
struct BuildFailure {
    /// The last lines of the build.
    let lines: [String]

    /// pip ended with an error.
    var notInstalled: Failure {
        let everything = lines.joined(separator: "\n").lowercased()
        func says(_ phrases: String...) -> Bool { phrases.contains { everything.contains($0) } }
        let said = lines.last { $0.hasPrefix("ERROR:") }.map { String($0.dropFirst("ERROR:".count).drop { $0 == " " }) }
        let message = "Installing the environment's requirements failed: \(said ?? lines.last ?? "pip said nothing")"
        if says("no space left on device", "disk quota exceeded", "errno 28") {
            return Failure(
                .diskFull, message, remedy: "Free space on the disk of the state directory, then `bunsen runs retry`.", lastLines: lines)
        }
        if says(
            "name resolution", "name or service not known", "failed to establish a new connection", "connection refused", "timed out",
            "network is unreachable", "connection broken", "connection reset", "connection aborted", "proxyerror")
        {
            return Failure(
                .unreachable, message, remedy: "Bunsen tries again by itself; look at the package index if it stays so.",
                lastLines: lines)
        }
        if says("401 error", "403 client error", "401 client error", "http error 401", "http error 403") {
            return Failure(
                .accessDenied, message,
                remedy:
                    "Give the service the package index's credentials (`PIP_INDEX_URL` as a secret of the project), then `bunsen runs retry`.",
                lastLines: lines)
        }
        return Failure(
            .misconfigured, message,
            remedy: "Mend the requirements file and push again; `pip install -r FILE` in a fresh virtual environment says the same.",
            lastLines: lines)
    }

    func noEnvironment(of interpreter: Interpreter) -> Failure {
        Failure(
            .misconfigured, "\(interpreter.path) could not make a virtual environment.",
            remedy: "Install what its `venv` needs on the service's machine (Debian: python3-venv), then `bunsen runs retry`.",
            lastLines: lines)
    }

    func late(_ deadline: Duration) -> Failure {
        Failure(
            .misconfigured, "Installing the environment's requirements took longer than \(deadline) and was ended.",
            remedy: "Look at the last lines for the package that hangs or is built from source; pin a version that has a wheel.",
            lastLines: lines)
    }
}
