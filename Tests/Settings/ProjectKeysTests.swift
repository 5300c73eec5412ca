import RunModel
import Settings
import Testing

struct ProjectKeysTests {
    static let urls = [
        "https://github.com/a/b.git", "http://127.0.0.1:3000/a/b", "ssh://git@example.org:22/a/b",
        "git@example.org:a/b.git",
        "file:///srv/with blank/b", "/srv/b.git",
    ]

    @Test(arguments: urls)
    func `every address that git can fetch from is taken`(url: String) throws {
        let project = try SettingsLoader.parseProject(name: "p", yaml: "url: \"\(url)\"", file: "/c/projects.d/p.yaml")
        #expect(project == ProjectSettings(name: "p", url: url))
    }

    @Test(arguments: [
        "b.git", "../b", "ftp://example.org/a", "ext::sh -c id", "https://", "-u/x", "ssh://-oProxyCommand=x/a",
        "git@-x:a", "git@:a", "a:b@c:d", "ssh:///a", "ssh://-\u{301}o/a", "host:path", "file://host/a", "git://example.org/a",
        "https://exa mple.org/a",
    ])
    func `what is no such address is refused`(url: String) {
        let found = messages { try SettingsLoader.parseProject(name: "p", yaml: "url: \"\(url)\"", file: "p.yaml") }
        #expect(
            found == [
                "p.yaml:1: url: is not an address that a repository is fetched from; allowed: https://…, http://…, ssh://…, USER@HOST:PATH, file:///… or an absolute path"
            ])
    }

    @Test(arguments: [
        "https://user:hunter2@example.org/a", "https://hunter2@example.org/a", "ssh://git:hunter2@example.org/a",
    ])
    func `credentials in an address are refused and not repeated`(url: String) {
        let found = messages { try SettingsLoader.parseProject(name: "p", yaml: "url: \(url)", file: "p.yaml") }
        #expect(found.count == 1 && found[0].contains("put them under “token” and “user”"))
        #expect(!found[0].contains("hunter2"))
    }

    @Test func `every key of a project is read`() throws {
        let yaml = """
            url: https://example.org/team/digits.git
            repository: example.org/team/digits
            aliases: [example.org/old/digits]
            token: {file: digits.token}
            token_reads: [example.org/team/lib]
            user: bot
            email: bot@example.org
            forge: gitea
            api: https://git.example.org/api/v1
            webhook:
              secrets: [{file: hook.secret}, {env: OLD_HOOK_SECRET}]
              uuids: ["{11111111-2222-4333-8444-555555555555}"]
            secrets:
              WANDB_API_KEY: {env: WANDB}
              DVC_STUDIO_TOKEN: {file: /run/secrets/studio}
              HF_TOKEN: {aws: acme/production/hf}
              DATABASE: {aws: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-a1b2c3", key: password}
            defaults: {vcpus: 4, timeout: 2h}
            branches: [main, "exp/**"]
            poll: false
            shares_cache_with: letters
            supersede: true
            commit: {email: digits@example.org}
            priority: -5
            limits: {runs: 2, gpus: 4}
            budget: {gpu_hours: 200}
            may_name: [local]
            job_definition: acme-digits:7
            """
        let project = try SettingsLoader.parseProject(name: "digits", yaml: yaml, file: "/c/projects.d/digits.yaml")
        var expected =
            ProjectSettings(
                name: "digits", url: "https://example.org/team/digits.git", repository: "example.org/team/digits",
                aliases: ["example.org/old/digits"], token: .file("/c/projects.d/digits.token"), user: "bot",
                email: "bot@example.org", forge: .gitea, api: "https://git.example.org/api/v1",
                webhook: WebhookSettings(
                    secrets: [.file("/c/projects.d/hook.secret"), .environment("OLD_HOOK_SECRET")],
                    uuids: ["{11111111-2222-4333-8444-555555555555}"]),
                secrets: [
                    "WANDB_API_KEY": .environment("WANDB"), "DVC_STUDIO_TOKEN": .file("/run/secrets/studio"),
                    "HF_TOKEN": .stored(StoredSecret("acme/production/hf")),
                    "DATABASE": .stored(
                        StoredSecret("arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-a1b2c3", key: "password")),
                ],
                defaults: ResourceDefaults(vcpus: 4, timeoutSeconds: 7200),
                branches: [try #require(Glob("main")), try #require(Glob("exp/**"))], poll: false,
                sharesCacheWith: "letters", supersede: true,
                commit: DeclaredCommitIdentity(email: "digits@example.org"))
        expected.tokenReads = ["example.org/team/lib"]
        expected.priority = -5
        expected.limits = UsageLimits(runs: 2, gpus: 4)
        expected.budget = BudgetSettings(gpuHours: 200)
        expected.mayName = ["local"]
        expected.jobDefinition = "acme-digits:7"
        #expect(project == expected)
        #expect(project.runs(branch: "main") && project.runs(branch: "exp/a/b") && !project.runs(branch: "dev"))
    }

    static let bad: [(String, String)] = [
        (
            "token: hunter2",
            "token: does not say where the secret comes from; allowed: one of file: PATH, env: NAME, value: TEXT"
        ),
        ("token: {}", "token: names no source; allowed: one of file: PATH, env: NAME, value: TEXT"),
        (
            "token: {env: A, value: hunter2}",
            "token: names several sources; allowed: one of file: PATH, env: NAME, value: TEXT"
        ),
        (
            "token: {env: hunter2-}",
            "token.env: is not the name of an environment variable; allowed: [A-Za-z_][A-Za-z0-9_]*"
        ),
        ("token: {valeu: hunter2}", "token.valeu: unknown key; allowed: file, env, value; did you mean token.value?"),
        ("token: {aws: acme/token}", "token.aws: unknown key; allowed: file, env, value; did you mean secrets.NAME.aws?"),
        ("secrets: {A: {aws: \"hunter2 \"}}", "secrets.A.aws: is not the name or ARN of a secret; allowed: the name or ARN of a secret"),
        (
            "secrets: {A: {key: b}}",
            "secrets.A: names no source; allowed: one of file: PATH, env: NAME, value: TEXT, aws: NAME"
        ),
        (
            "secrets: {A: {env: B, key: b}}",
            "secrets.A.key: is of a secret of SecretsManager alone; allowed: a key beside aws: NAME"
        ),
        ("token: {value: \"\"}", "token.value: is empty; allowed: text"),
        (
            "secrets: {2A: {env: A}}",
            "secrets.2A: “2A” is not the name of an environment variable; allowed: [A-Za-z_][A-Za-z0-9_]*, and no name that steers Bunsen, DVC, git or the shell"
        ),
        (
            "secrets: {BUNSEN_X: {env: A}}",
            "secrets.BUNSEN_X: names that begin with BUNSEN_ steer the job and cannot be secrets; allowed: [A-Za-z_][A-Za-z0-9_]*, and no name that steers Bunsen, DVC, git or the shell"
        ),
        (
            "secrets: {DVC_SITE_CACHE_DIR: {env: A}}",
            "secrets.DVC_SITE_CACHE_DIR: names that begin with DVC_ steer the job and cannot be secrets; allowed: [A-Za-z_][A-Za-z0-9_]*, and no name that steers Bunsen, DVC, git or the shell"
        ),
        (
            "secrets: {PATH: {env: A}}",
            "secrets.PATH: PATH steers the job and cannot be a secret; allowed: [A-Za-z_][A-Za-z0-9_]*, and no name that steers Bunsen, DVC, git or the shell"
        ),
        (
            "branches: []",
            "branches: the list is empty: name one item, or remove the key; allowed: a list, each item a pattern in which * and ? stand for what is not /, and ** for anything"
        ),
        (
            "branches: main",
            "branches: is not a list; allowed: a list, each item a pattern in which * and ? stand for what is not /, and ** for anything"
        ),
        (
            "branches: [ok, \"a b\"]",
            "branches[1]: “a b” is not a pattern; allowed: a pattern in which * and ? stand for what is not /, and ** for anything"
        ),
        ("user: \"\"", "user: “” is not text on one line; allowed: text on one line"),
        (
            "repository: git@example.org:a/b",
            "repository: “git@example.org:a/b” is not a repository identity; allowed: HOST/PATH without scheme, user, port and .git, or an absolute path"
        ),
        (
            "token_reads: [\"git@example.org:a/b\"]",
            "token_reads[0]: “git@example.org:a/b” is not a repository identity; allowed: HOST/PATH without scheme, user, port and .git, or an absolute path"
        ),
        (
            "aliases: {a: b}",
            "aliases: is not a list; allowed: a list, each item HOST/PATH without scheme, user, port and .git, or an absolute path"
        ),
        (
            "webhook: {secret: hunter2}",
            "webhook.secret: unknown key; allowed: secrets, uuids, allow_uuid_only; did you mean webhook.secrets?"
        ),
        (
            "forge: gitub",
            "forge: “gitub” is not one of these; allowed: github, gitlab, bitbucket, bitbucket-dc, gitea, forgejo; did you mean github?"
        ),
        ("poll: {enabled: true}", "poll: a mapping stands where one value belongs; allowed: true or false"),
        (
            "shares_cache_with: a/b",
            "shares_cache_with: “a/b” is not a project name; allowed: [A-Za-z0-9][A-Za-z0-9._-]*"
        ),
    ]

    @Test(arguments: bad)
    func `each mistake in a project is named, and no secret is repeated`(yaml: String, message: String) {
        let found = messages { try SettingsLoader.parseProject(name: "p", yaml: "url: /a\n" + yaml, file: "p.yaml") }
        #expect(found == ["p.yaml:2: \(message)"])
        #expect(!found.joined().contains("hunter2"))
    }

    @Test func `a project without url is refused, also an empty one`() {
        for yaml in ["", "poll: true", "{}"] {
            let found = issues { try SettingsLoader.parseProject(name: "p", yaml: yaml, file: "p.yaml") }
            #expect(found.map(\.code) == [.missingKey] && found.map(\.key) == ["url"])
        }
    }

    @Test(arguments: ["", ".x", "-x", "a b", "a/b", "ü"])
    func `a project's name must be one`(name: String) {
        let found = issues { try SettingsLoader.parseProject(name: name, yaml: "url: /a", file: "p.yaml") }
        #expect(found.map(\.code) == [.badValue])
    }
}
