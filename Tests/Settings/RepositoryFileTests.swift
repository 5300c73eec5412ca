import RunModel
import Settings
import Testing

struct RepositoryFileTests {
    @Test func `every key of a repository's file is read`() throws {
        let yaml = """
            commands: {run: [make, train, "{args}"], report: [sh, report.sh], scripts: false}
            report:
              base: origin/main
              exclude: ["plots/**", params.yaml]
              better: {"metrics.json:accuracy": higher, "metrics.json:loss": lower}
            dvc_root: ./models//digits/
            environment: {requirements: [requirements.txt, ./locks/dev.txt], python: python3.11}
            resources: {vcpus: 2, memory_mib: 512, gpus: 0, timeout: 30m}
            """
        let settings = try SettingsLoader.parseRepositoryFile(yaml: yaml)
        #expect(
            settings
                == RepositorySettings(
                    commands: CommandSettings(run: ["make", "train", "{args}"], report: ["sh", "report.sh"], scripts: false),
                    report: ReportSettings(
                        base: "origin/main",
                        exclude: [try #require(Glob("plots/**")), try #require(Glob("params.yaml"))],
                        better: ["metrics.json:accuracy": .higher, "metrics.json:loss": .lower]),
                    dvcRoot: "models/digits",
                    environment: EnvironmentSettings(requirements: ["requirements.txt", "locks/dev.txt"], python: "python3.11"),
                    resources: ResourceDefaults(vcpus: 2, memoryMiB: 512, gpus: 0, timeoutSeconds: 1800)))
    }

    @Test func `an image is read, as long as no engine could take it for anything else`() throws {
        for image in ["busybox", "docker.io/library/python:3.12-slim", "localhost:5000/a_b/c@sha256:\(String(repeating: "0a", count: 32))"]
        {
            let settings = try SettingsLoader.parseRepositoryFile(yaml: "environment: {image: \"\(image)\"}")
            #expect(settings.environment == EnvironmentSettings(image: image) && !settings.environment.isMachineOwn)
        }
        for text in ["--privileged", "a b", "a,b", "docker://a", "/rootfs", "", "a$(id)"] {
            #expect(throws: SettingsError.self) { try SettingsLoader.parseRepositoryFile(yaml: "environment: {image: \"\(text)\"}") }
        }
    }

    static let bad: [(String, SettingsIssue.Code, String)] = [
        (
            "environment: {image: python, requirements: r.txt}", .badValue,
            "environment.image: an image brings its own packages: take out `requirements` and `python`, or it; allowed: image, or requirements and python"
        ),
        (
            "environment: {image: python, volumes: [/:/host]}", .unknownKey,
            "environment.volumes: unknown key; allowed: requirements, python, image"
        ),
        (
            "containers: {run_arguments: [--privileged]}", .notForPushedFile,
            "containers: a pushed file cannot set this; it belongs in the service's bunsen.yaml; allowed: commands, report, dvc_root, environment, checkpoints, resources"
        ),
        (
            "report: {better: {accuracy: higher}}", .badValue,
            "report.better.accuracy: “accuracy” is not a metric's name; allowed: FILE:METRIC, such as metrics.json:accuracy"
        ),
        (
            "report: {better: {\"m.json:a\": up}}", .badValue,
            "report.better.m.json:a: “up” is not one of these; allowed: higher, lower"
        ),
        (
            "report: {base: --output=x}", .badValue,
            "report.base: “--output=x” is not a revision; allowed: a branch, tag or commit"
        ),
        (
            "report: {exclude: x}", .wrongShape,
            "report.exclude: is not a list; allowed: a list, each item a pattern in which * and ? stand for what is not /, and ** for anything"
        ),
        (
            "dvc_root: ../x", .badValue,
            "dvc_root: “../x” is not a path that stays inside the repository; allowed: a directory relative to the repository's root, without .."
        ),
        (
            "dvc_root: /x", .badValue,
            "dvc_root: “/x” is not a path that stays inside the repository; allowed: a directory relative to the repository's root, without .."
        ),
        (
            "dvc_root: a/.git", .badValue,
            "dvc_root: “a/.git” is not a path that stays inside the repository; allowed: a directory relative to the repository's root, without .."
        ),
        (
            "resources: {timeout: soon}", .badValue,
            "resources.timeout: “soon” is not a duration; allowed: a duration such as 90s, 5m, 6h, 7d or 1h30m, from 1s to 365d"
        ),
        (
            "gpus: 1", .unknownKey,
            "gpus: unknown key; allowed: commands, report, dvc_root, environment, checkpoints, resources; did you mean resources.gpus?"
        ),
        (
            "dvcroot: x", .unknownKey,
            "dvcroot: unknown key; allowed: commands, report, dvc_root, environment, checkpoints, resources; did you mean dvc_root?"
        ),
        (
            "commands: {run: make train}", .wrongShape,
            "commands.run: is not a list; allowed: a list, each item text"
        ),
        (
            "commands: {run: []}", .missingValue,
            "commands.run: the list is empty: name one item, or remove the key; allowed: a list, each item text"
        ),
        (
            "commands: {scripts: job-run.sh}", .badValue,
            "commands.scripts: “job-run.sh” is neither true nor false; allowed: true or false"
        ),
        (
            "environment: {requirements: ../r.txt}", .badValue,
            "environment.requirements: “../r.txt” is not a path that stays inside the repository; allowed: a file relative to the repository's root, without .."
        ),
        (
            "environment: {requirements: []}", .missingValue,
            "environment.requirements: the list is empty: name one item, or remove the key; allowed: a list, each item a file relative to the repository's root, without .."
        ),
        (
            "environment: {python: reboot}", .badValue,
            "environment.python: “reboot” is not the name of a Python; allowed: python or pypy with a version, such as python3.11"
        ),
        (
            "environment: {python: /bin/python3}", .badValue,
            "environment.python: “/bin/python3” is not the name of a Python; allowed: python or pypy with a version, such as python3.11"
        ),
        (
            "checkpoints: {files: {train: model.pt}}", .wrongShape,
            "checkpoints.files.train: is not a list; allowed: a list, each item a file relative to the repository's root, without .."
        ),
        (
            "checkpoints: {files: {train: [../model.pt]}}", .badValue,
            "checkpoints.files.train[0]: “../model.pt” is not a path that stays inside the repository; allowed: a file relative to the repository's root, without .."
        ),
        (
            "sandbox: off", .notForPushedFile,
            "sandbox: a pushed file cannot set this; it belongs in the service's bunsen.yaml; allowed: commands, report, dvc_root, environment, checkpoints, resources"
        ),
        (
            "token: {env: A}", .notForPushedFile,
            "token: a pushed file cannot set this; it belongs in the project's settings: projects.NAME in the service's bunsen.yaml, or projects.d/NAME.yaml; allowed: commands, report, dvc_root, environment, checkpoints, resources"
        ),
    ]

    @Test(arguments: bad)
    func `each mistake is named`(yaml: String, code: SettingsIssue.Code, message: String) {
        let found = issues { try SettingsLoader.parseRepositoryFile(yaml: "# first line\n" + yaml) }
        #expect(found.map(\.description) == [".bunsen.yaml:2: \(message)"])
        #expect(found.map(\.code) == [code])
    }

    /// Swift's `Character` would not see the slash, the dash and the dots; the file system and git would.
    @Test(arguments: [
        "dvc_root: \"../\u{301}x\"", "dvc_root: \"/\u{301}etc\"", "dvc_root: \"a/\u{301}/../..\"",
        "report: {base: \"-\u{301}-upload-pack=x\"}",
    ])
    func `a combining mark hides nothing`(yaml: String) {
        #expect(issues { try SettingsLoader.parseRepositoryFile(yaml: yaml) }.map(\.code) == [.badValue])
    }

    @Test(arguments: [
        "state", "listen", "public_url", "prefix", "commit", "local", "defaults", "poll", "supersede", "sandbox",
        "run_as", "dvc",
        "grace", "keep", "retry", "aliases", "projects", "url", "repository", "token", "user", "secrets", "branches",
        "shares_cache_with", "batch", "job_definition", "queues", "limits", "budget", "priority", "may_name",
    ])
    func `what only the operator decides is refused in a pushed file`(key: String) {
        let found = issues { try SettingsLoader.parseRepositoryFile(yaml: "\(key): x") }
        #expect(found.map(\.code) == [.notForPushedFile] && found.map(\.key) == [key])
    }
}
