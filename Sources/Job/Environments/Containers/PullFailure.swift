import RunModel

/// From what the engine of containers said to a reason.
struct PullFailure {
    let engine: ContainerEngine
    let image: String
    let lines: [String]

    private var said: String {
        let line = lines.last { $0.lowercased().contains("error") } ?? lines.last ?? "nothing was said"
        return line.hasPrefix("Error: ") ? String(line.dropFirst(7)) : line
    }

    /// `pull` ended with an error. The phrases are podman's and docker's, and those of registries that they pass on.
    var failure: Failure {
        let everything = lines.joined(separator: "\n").lowercased()
        func says(_ phrases: String...) -> Bool { phrases.contains { everything.contains($0) } }
        let message = "The image \(image) could not be pulled: \(said)"
        if says("no space left on device", "disk quota exceeded") {
            return Failure(
                .diskFull, message,
                remedy: "Free space where \(engine.program) keeps its images (`image prune`), then `bunsen runs retry`.", lastLines: lines)
        }
        if says("manifest unknown", "not found", "does not exist", "name unknown", "short-name", "invalid reference format") {
            return Failure(
                .imagePull, message,
                remedy:
                    "Name an image that is there with `environment.image` in .bunsen.yaml, with its registry, such as docker.io/library/python:3.12.",
                lastLines: lines)
        }
        if says("unauthorized", "authentication required", "denied", "forbidden", "401", "403") {
            return Failure(
                .accessDenied, message,
                remedy: "Log in to the registry as the service's user (`\(engine.program) login HOST`), then `bunsen runs retry`.",
                lastLines: lines)
        }
        if says(
            "connection refused", "no such host", "timeout", "timed out", "network is unreachable", "connection reset", "unexpected eof",
            "temporary failure in name resolution", "server misbehaving", "no route to host", "toomanyrequests", "rate limit", "502", "503")
        {
            return Failure(
                .unreachable, message, remedy: "Bunsen tries again by itself; look at the image's registry if it stays so.",
                lastLines: lines)
        }
        return Failure(
            .imagePull, message, remedy: "Try `\(engine.program) pull \(image)` as the service's user.", lastLines: lines)
    }

    func late(_ deadline: Duration) -> Failure {
        Failure(
            .unreachable, "Pulling the image \(image) took longer than \(deadline) and was ended.",
            remedy: "Pull it by hand as the service's user (`\(engine.program) pull \(image)`), then `bunsen runs retry`.", lastLines: lines
        )
    }

    /// The engine cannot even tell what it has.
    var broken: Failure {
        Failure(
            .misconfigured, "\(engine.program) does not work here: \(said)",
            remedy:
                "Make `\(engine.program) image ls` work for the service's user, or set `containers.engine` and `containers.engine_arguments`.",
            lastLines: lines)
    }

    var silent: Failure {
        Failure(
            .misconfigured, "\(engine.program) does not answer.",
            remedy: "Make `\(engine.program) image ls` work for the service's user, or set `containers.engine`.", lastLines: lines)
    }

    var notStarted: Failure {
        Failure(
            .misconfigured, "A container of the image \(image) does not start: \(said)",
            remedy:
                "An image needs /bin/sh. What this machine needs besides is set with the service's `containers`; `\(engine.program) run --rm \(image)` says more.",
            lastLines: lines)
    }
}
