import DVC
import FoundationEssentials
import RunModel
import Subprocess
import SystemPackage

/// The step before stages run in an image: it is on this machine, and a container of it starts.
struct PrepareImage {
    let spec: JobSpec
    let places: WorkPlaces
    let engine: ContainerEngine
    /// The engine's environment.
    let variables: [String: String]
    let log: JobLogWriter
    let stop: StopRequest
    var deadline: Duration = .seconds(1800)

    func run(_ name: String) async throws -> ContainerImage {
        guard spec.containers.images.contains(where: { $0.matches(name) }) else {
            throw Failure(
                .misconfigured, "The commit asks for the image \(name), which this service does not let commits choose.",
                remedy: spec.containers.images.isEmpty
                    ? "Take `environment.image` out of .bunsen.yaml, or ask for it to be listed in the service's `containers.images`."
                    : "Choose one of \(spec.containers.images.map(\.pattern).joined(separator: ", ")) (`containers.images` of the service)."
            )
        }
        var image = try await found(name)
        if image == nil {
            try await pull(name)
            image = try await found(name)
        }
        guard var image else {
            throw Failure(
                .misconfigured, "The image \(name) was pulled, and \(engine.program) does not know it.",
                remedy: "Look at it with `\(engine.program) image inspect \(name)` as the service's user.")
        }
        try FileManager.default.createDirectory(atPath: places.home, withIntermediateDirectories: true)
        try mark.set()
        image.isLimited = try await starts(image)
        await log.note(.info, "stages run in \(name): \(image.digest ?? image.id)")
        return image
    }

    private var mark: ContainerMark { ContainerMark(work: places.work, attempt: spec.attempt) }

    /// The image, if it is on this machine.
    private func found(_ name: String) async throws -> ContainerImage? {
        let call = EngineCall(
            words: engine.words(["image", "inspect", "--format", "{{.Id}} {{json .RepoDigests}}", name]), environment: variables)
        guard let answer = try await answer(call) else { throw PullFailure(engine: engine, image: name, lines: []).silent }
        let said = answer.lines.joined(separator: "\n").lowercased()
        guard answer.isSuccess else {
            if said.contains("image not known") || said.contains("no such image") { return nil }
            throw PullFailure(engine: engine, image: name, lines: answer.lines).broken
        }
        let words = answer.output.split(separator: " ", maxSplits: 1).map(String.init)
        guard words.count == 2 else {
            throw PullFailure(engine: engine, image: name, lines: answer.output.split(separator: "\n").map(String.init)).broken
        }
        let digests = (try? JSONDecoder().decode([String].self, from: Data(words[1].utf8))) ?? []
        return ContainerImage(name: name, id: words[0], digest: digests.first?.split(separator: "@").last.map(String.init))
    }

    private func answer(_ call: EngineCall, within limit: Duration = .seconds(60)) async throws -> EngineCall.Answer? {
        do {
            return try await call.answer(within: limit, stop: stop)
        } catch let error where error is CancellationError || error is StopRequest.Stopped {
            throw error
        } catch {
            throw PullFailure(engine: engine, image: "", lines: ["\(error)"]).broken
        }
    }

    /// One job at a time: others that need it wait, and find it there.
    private func pull(_ name: String) async throws {
        let place = "\(spec.places.environments)/image-\(ContentHash.hexadecimal([engine.program, name]))"
        var hasWaited = false
        while true {
            try await stop.throwIfStopped()
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            if let lock = try DirectoryLock.alone(place) {
                defer { withExtendedLifetime(lock) {} }
                if try await found(name) == nil { try await pullNow(name) }
                return
            }
            if !hasWaited { await log.note(.info, "another job pulls the same image; waiting for it") }
            hasWaited = true
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    private func pullNow(_ name: String) async throws {
        await log.note(.info, "pulling \(name)")
        let begin = ContinuousClock.now
        let client = ContainerClient(words: engine.words(["pull", name]), environment: variables, directory: places.work, limit: nil)
        let said = LastLines()
        try await BoundedWork(deadline: deadline, stop: stop).run {
            PullFailure(engine: engine, image: name, lines: await said.lines).late(deadline)
        } _: {
            let end = await client.run { bytes in
                await log.output(bytes)
                await said.feed(bytes)
            }
            guard end.code == 0 else { throw PullFailure(engine: engine, image: name, lines: await said.lines).failure }
        }
        await log.note(.info, "the image is here, after \((ContinuousClock.now - begin).components.seconds) s")
    }

    /// Starts a container as stages will have them, so that what is wrong is told before the first stage.
    ///
    /// - Returns: whether the engine takes limits of memory and CPUs.
    private func starts(_ image: ContainerImage) async throws -> Bool {
        var said: [String] = []
        for isLimited in [true, false] {
            var image = image
            image.isLimited = isLimited
            let trial = StageCommand(
                argv: ["/bin/sh", "-c", "cd \"$PWD\" && test -w ."], directory: places.clone, variables: [:], capture: nil)
            let container = JobContainer(spec: spec, places: places, image: image, variables: variables).make(trial, number: 0)
            let answer: EngineCall.Answer?
            do {
                // The first container of a large image takes its time: rootless, all its files are given to another user.
                answer = try await self.answer(EngineCall(words: engine.words(for: container), environment: variables), within: deadline)
            } catch {
                _ = try? await mark.removeContainers(by: engine, environment: variables)
                throw error
            }
            if let answer, answer.isSuccess {
                if !isLimited {
                    await log.note(
                        .warning, "containers are not kept within memory and CPUs here: \(said.last ?? "the engine does not say why")")
                }
                return isLimited
            }
            if answer == nil { _ = try? await mark.removeContainers(by: engine, environment: variables) }
            if said.isEmpty { said = answer.map { $0.lines.isEmpty ? ["exit code \($0.code)"] : $0.lines } ?? ["it took too long"] }
        }
        mark.remove()
        throw PullFailure(engine: engine, image: image.name, lines: said).notStarted
    }
}

/// The last lines of what comes in pieces.
private actor LastLines {
    private var text: [UInt8] = []

    func feed(_ bytes: [UInt8]) { text = Array((text + bytes).suffix(16 << 10)) }

    var lines: [String] { String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline).suffix(50).map(String.init) }
}
