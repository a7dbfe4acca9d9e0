// swift-tools-version: 6.2
import PackageDescription

// A package of its own: it is built with libFuzzer's instrumentation, in a scratch folder of its own
// (`make fuzz`), and the main package's build knows nothing of it.
let package = Package(
    name: "fuzz",
    dependencies: [
        .package(name: "zohosyncd", path: "../..")
    ],
    targets: [
        .executableTarget(
            name: "fuzz",
            dependencies: [.product(name: "ZohosyncdRooms", package: "zohosyncd")],
            path: "Sources",
            // The main package's own tests replay what is kept here.
            exclude: ["ReplayTests.swift"],
            swiftSettings: [
                .treatAllWarnings(as: .error),
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("MemberImportVisibility"),
            ])
    ],
    swiftLanguageModes: [.v6]
)
