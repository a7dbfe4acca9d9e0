// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours: Swift 6 mode, no warnings, explicit `any`, explicit imports.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
]
let arguments: Target.Dependency = .product(
    name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

let package = Package(
    name: "zohosyncd",
    products: [
        .executable(name: "zohosyncd", targets: ["zohosyncd"]),
        .executable(name: "zohosync", targets: ["zohosync"]),
        .executable(name: "zoho-simulator", targets: ["zoho-simulator"]),
        .library(name: "ZohoSimulator", targets: ["ZohoSimulator"]),
        // For Tests/Fuzz, a package of its own.
        .library(
            name: "ZohosyncdRooms",
            targets: [
                "SyncCore", "CurlHTTP", "ZohoAPI", "Sealing", "Settings", "ControlAPI",
                "ControlServer",
            ]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // Doors to C: one shim each.
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        .target(name: "CLinux"),

        // Nouns, decisions, ports: pure.
        .target(name: "SyncCore", swiftSettings: strict),

        // One technology each.
        .target(name: "CurlHTTP", dependencies: ["SyncCore", "CCurl"], swiftSettings: strict),
        .target(
            name: "Mirror",
            dependencies: [
                "SyncCore",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ], swiftSettings: strict),
        .target(name: "DispatchBridge", dependencies: ["SyncCore"], swiftSettings: strict),
        .target(
            name: "SystemdHost", dependencies: ["SyncCore", "CSystemd", logging],
            swiftSettings: strict),
        .target(name: "ZohoAPI", dependencies: ["SyncCore"], swiftSettings: strict),
        .target(
            name: "Sealing",
            dependencies: ["SyncCore", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict),
        .target(name: "Settings", dependencies: ["Sealing", "SyncCore"], swiftSettings: strict),
        .target(name: "ControlAPI", dependencies: ["SyncCore"], swiftSettings: strict),
        .target(
            name: "ControlServer", dependencies: ["ControlAPI", "SyncCore", "CLinux"] + nio,
            swiftSettings: strict),

        // The work, and the wiring.
        .target(
            name: "SyncEngine", dependencies: ["SyncCore", "ControlAPI", "Settings"],
            swiftSettings: strict),
        .target(
            name: "ZohoSources", dependencies: ["SyncEngine", "ZohoAPI", "Settings", "SyncCore"],
            swiftSettings: strict),
        .executableTarget(
            name: "zohosyncd",
            dependencies: [
                "SyncEngine", "ZohoSources", "ControlServer", "SystemdHost", "Settings", "Sealing",
                "ZohoAPI", "CurlHTTP", "Mirror", "DispatchBridge", "ControlAPI", "SyncCore",
                "CLinux",
                arguments, logging,
            ], swiftSettings: strict),
        // From a grant code to a configuration.
        .target(
            name: "Setup", dependencies: ["Settings", "ZohoAPI", "SyncCore"],
            swiftSettings: strict),
        .executableTarget(
            name: "zohosync",
            dependencies: [
                "Setup", "Sealing", "Settings", "ZohoAPI", "ControlAPI", "SyncCore", "CurlHTTP",
                "CLinux", arguments,
            ], swiftSettings: strict),

        // A working Zoho on loopback.
        .target(name: "ZohoSimulator", dependencies: nio, swiftSettings: strict),
        .executableTarget(
            name: "zoho-simulator", dependencies: ["ZohoSimulator", arguments],
            swiftSettings: strict),

        // The whole engine against it in simulated time: days pass in seconds.
        .target(
            name: "Rehearsal",
            dependencies: [
                "SyncEngine", "ZohoSources", "ZohoAPI", "Mirror", "Settings", "ControlAPI",
                "SyncCore", "ZohoSimulator", .product(name: "GRDB", package: "GRDB.swift"),
            ], swiftSettings: strict),
        .executableTarget(
            name: "bench",
            dependencies: ["SyncCore", "CurlHTTP", "Rehearsal", "ZohoSimulator", arguments],
            swiftSettings: strict),

        // What several tests need.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),

        .testTarget(
            name: "SyncCoreTests", dependencies: ["TestSupport", "SyncCore"], swiftSettings: strict),
        .testTarget(
            name: "CurlHTTPTests", dependencies: ["TestSupport", "CurlHTTP", "SyncCore"] + nio,
            swiftSettings: strict),
        .testTarget(
            name: "ZohoAPITests",
            dependencies: ["TestSupport", "ZohoAPI", "SyncCore", "CurlHTTP", "ZohoSimulator"],
            swiftSettings: strict),
        .testTarget(
            name: "SetupTests",
            dependencies: [
                "TestSupport", "Setup", "Settings", "ZohoAPI", "SyncCore", "CurlHTTP",
                "ZohoSimulator",
            ], swiftSettings: strict),
        .testTarget(
            name: "MirrorTests",
            dependencies: [
                "TestSupport", "Mirror", "SyncCore", .product(name: "GRDB", package: "GRDB.swift"),
            ], swiftSettings: strict),
        .testTarget(
            name: "DispatchBridgeTests", dependencies: ["TestSupport", "DispatchBridge"],
            swiftSettings: strict),
        .testTarget(
            name: "SealingTests",
            dependencies: [
                "TestSupport", "Sealing", "SyncCore",
                .product(name: "Crypto", package: "swift-crypto"),
            ], swiftSettings: strict),
        .testTarget(
            name: "SettingsTests",
            dependencies: ["TestSupport", "Settings", "Sealing", "SyncCore"],
            swiftSettings: strict),
        .testTarget(
            name: "ControlServerTests",
            dependencies: ["TestSupport", "ControlServer", "ControlAPI", "SyncCore", "CurlHTTP"]
                + nio,
            swiftSettings: strict),
        .testTarget(
            name: "SystemdHostTests",
            dependencies: ["TestSupport", "SystemdHost", "SyncCore", logging],
            swiftSettings: strict),
        .testTarget(
            name: "SyncEngineTests",
            dependencies: [
                "TestSupport", "SyncEngine", "SyncCore", "ControlAPI", "Settings", "Mirror",
                "ZohoAPI", "CurlHTTP", "ZohoSimulator", "Rehearsal",
                .product(name: "GRDB", package: "GRDB.swift"),
            ], swiftSettings: strict),
        .testTarget(
            name: "ZohoSimulatorTests", dependencies: ["ZohoSimulator"], swiftSettings: strict),
        .testTarget(
            name: "FuzzTests",
            dependencies: [
                "TestSupport", "SyncCore", "ZohoAPI", "Sealing", "Settings", "ControlAPI",
                "ControlServer",
            ], path: "Tests/Fuzz/Sources", exclude: ["Fuzz.swift"], swiftSettings: strict),
        .testTarget(
            name: "ProcessTests",
            dependencies: [
                "TestSupport", "ZohoSimulator", "SyncCore", "CurlHTTP", "Sealing",
                .product(name: "GRDB", package: "GRDB.swift"),
                // The built binaries these tests start.
                "zohosyncd", "zohosync", "zoho-simulator",
            ], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
