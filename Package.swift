// swift-tools-version: 6.2
import PackageDescription

/// What every target of ours is compiled with; dependencies keep their own settings.
let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

extension Target.Dependency {
    static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let asyncHTTPClient = product(name: "AsyncHTTPClient", package: "async-http-client")
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    static let grdb = product(name: "GRDB", package: "GRDB.swift")
    static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdCore = product(name: "HummingbirdCore", package: "hummingbird")
    static let hummingbirdTesting = product(name: "HummingbirdTesting", package: "hummingbird")
    static let logging = product(name: "Logging", package: "swift-log")
    static let nioCore = product(name: "NIOCore", package: "swift-nio")
    static let nioHTTPTypes = product(name: "NIOHTTPTypes", package: "swift-nio-extras")
    static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
    static let serviceLifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let subprocess = product(name: "Subprocess", package: "swift-subprocess")
    static let systemPackage = product(name: "SystemPackage", package: "swift-system")
    static let unixSignals = product(name: "UnixSignals", package: "swift-service-lifecycle")
    static let yams = product(name: "Yams", package: "Yams")
}

/// A target of ours; `in` is the folder under `Sources/` that groups it with its like.
func room(_ name: String, in folder: String? = nil, resources: [Resource]? = nil, _ needs: Target.Dependency...) -> Target {
    .target(
        name: name,
        dependencies: needs,
        path: folder.map { "Sources/\($0)/\(name)" } ?? "Sources/\(name)",
        resources: resources,
        swiftSettings: house
    )
}

func tests(_ name: String, excluding others: [String] = [], _ needs: Target.Dependency...) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: needs, path: "Tests/\(name)", exclude: others, swiftSettings: house)
}

let package = Package(
    name: "bunsen",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "bunsen", targets: ["bunsen"]), .executable(name: "bunsen-lambda", targets: ["bunsen-lambda"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        room("RunModel", .crypto),
        room("AWS", .asyncHTTPClient, .crypto, .nioCore, .nioHTTP1),
        room("Settings", "RunModel", .yams),
        .target(
            name: "DeployTemplates", path: "deploy/aws", exclude: ["permissions.json"],
            resources: [
                "api", "artefacts", "bunsen", "endpoints", "events", "function", "machines", "network", "project", "queue", "remotes",
                "settings", "table", "topic", "zone",
            ].map { .embedInCode("\($0).yaml") },
            swiftSettings: house),
        room("Deployment", "AWS", "DeployTemplates", .crypto, .yams),
        room("Git", "RunModel", .subprocess, .systemPackage),
        room(
            "DVC",
            resources: [
                "dvc_driver", "dvc_child", "dvc_calls", "dvc_plan", "dvc_mirror", "dvc_compare", "dvc_checkpoints", "dvc_command",
                "dvc_patience", "dvc_run_cache", "dvc_outside", "dvc_diff", "dvc_plots", "dvc_values", "dvc_queue", "dvc_fetch",
            ].map { .embedInCode("Driver/\($0).py") },
            "RunModel", .subprocess, .systemPackage),
        room("Job", "RunModel", "Git", "DVC", .logging, .subprocess, .systemPackage),
        room("Engine", "RunModel", .logging, .serviceLifecycle),
        room("Forges", "RunModel", "Engine", .asyncHTTPClient, .crypto, .logging, .nioCore, .nioHTTP1),
        room("Messages", "RunModel", "Engine", .crypto, .subprocess, .systemPackage),
        .target(name: "CProcess", path: "Sources/Executors/CProcess"),
        room("LocalExecutor", in: "Executors", "RunModel", "Engine", "CProcess", .logging, .systemPackage),
        room("BatchExecutor", in: "Executors", "RunModel", "Engine", "AWS", .logging),
        room("SQLiteStore", in: "Stores", "RunModel", "Engine", .grdb, .logging),
        room("DynamoStore", in: "Stores", "RunModel", "Engine", "AWS"),
        room(
            "Web", "RunModel", "Engine", "Forges", .crypto, .hummingbird, .hummingbirdCore, .httpTypes, .logging, .nioCore, .nioHTTPTypes,
            .serviceLifecycle),
        room(
            "Commands",
            "RunModel", "Settings", "Git", "DVC", "Job", "Engine", "Forges", "Messages", "AWS", "BatchExecutor", "LocalExecutor",
            "SQLiteStore", "Web", "Deployment",
            .argumentParser, .asyncHTTPClient, .logging, .nioCore, .nioHTTP1, .serviceLifecycle, .subprocess, .systemPackage,
            .unixSignals
        ),
        room(
            "Lambda", "RunModel", "AWS", "BatchExecutor", "DynamoStore", "Engine", "Forges", .asyncHTTPClient, .logging, .nioCore, .nioHTTP1
        ),
        .executableTarget(name: "bunsen-lambda", dependencies: ["Lambda"], path: "Sources/bunsen-lambda", swiftSettings: house),
        .executableTarget(name: "bunsen", dependencies: ["Commands"], path: "Sources/bunsen", swiftSettings: house),
        .executableTarget(
            name: "rendering", dependencies: ["Commands", "Engine", "Forges", "RunModel", "Web"], path: "Benchmarks/Rendering",
            swiftSettings: house),

        .target(
            name: "TestKit",
            dependencies: [
                "RunModel", "Git", "Engine", .crypto, .hummingbird, .httpTypes, .logging, .nioCore, .subprocess, .systemPackage,
            ],
            path: "Tests/TestKit",
            swiftSettings: house
        ),
        tests("RunModel", "RunModel", "TestKit"),
        tests("AWS", excluding: ["Signing/botocore_sign.py"], "AWS", "TestKit", .asyncHTTPClient, .nioCore),
        tests("Settings", "Settings", "RunModel", "TestKit"),
        tests("Git", "Git", "RunModel", "TestKit"),
        tests("DVC", excluding: ["driver_test.py"], "DVC", "RunModel", "TestKit"),
        tests("Job", "Job", "RunModel", "Git", "DVC", "TestKit"),
        tests("Engine", "Engine", "RunModel", "TestKit", "SQLiteStore", .logging),
        tests("Forges", "Forges", "RunModel", "Engine", "TestKit", .asyncHTTPClient, .logging, .nioCore, .nioHTTP1),
        tests("Messages", "Messages", "Engine", "RunModel", "TestKit"),
        tests(
            "Conformance", "AWS", "BatchExecutor", "Engine", "LocalExecutor", "RunModel", "SQLiteStore", "TestKit", .asyncHTTPClient,
            .logging),
        tests(
            "Lambda", "AWS", "bunsen-lambda", "DynamoStore", "Engine", "Forges", "Lambda", "RunModel", "TestKit", .asyncHTTPClient, .logging
        ),
        tests("Stores", "AWS", "DynamoStore", "Engine", "RunModel", "SQLiteStore", "TestKit", .asyncHTTPClient),
        tests("Web", "Web", "Engine", "Forges", "RunModel", "TestKit", "SQLiteStore", .hummingbird, .hummingbirdTesting, .logging),
        tests("Commands", "Commands", "Forges", "Job", "RunModel", "TestKit"),
        tests("Deployment", "AWS", "Deployment", "TestKit", .asyncHTTPClient),
        tests("Reports", excluding: ["Golden"], "Commands", "Engine", "Forges", "RunModel", "Web"),
        tests("Scenarios", "bunsen", "RunModel", "TestKit", .subprocess, .systemPackage),
    ],
    swiftLanguageModes: [.v6]
)
