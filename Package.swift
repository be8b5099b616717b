// swift-tools-version:6.2
import PackageDescription

let package = Package(
    name: "zpull",
    products: [
        .executable(name: "zpull-serve", targets: ["zpull-serve"]),
        .executable(name: "zpull-client", targets: ["zpull-client"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        // Headers of the operating system and of libssh, as Swift modules.
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CLibSSH", pkgConfig: "libssh", providers: [.apt(["libssh-dev"])]),

        // The kernel: descriptors, processes, signals, locks.
        .target(name: "System", dependencies: ["CLinux"]),
        // ZFS's names, command lines, output, stream header and resume tokens.
        .target(name: "ZFS", dependencies: ["System"]),
        // The wire: bytes in, values out.
        .target(name: "Protocol", dependencies: ["ZFS"]),
        // What to send: listings in, plan out.
        .target(name: "Replication", dependencies: ["ZFS"]),
        // libssh: session, channel, pinned host keys.
        .target(name: "SSH", dependencies: ["CLibSSH", "CLinux", "System"]),

        .executableTarget(name: "zpull-serve", dependencies: ["Protocol", "System", "ZFS"]),
        .executableTarget(
            name: "zpull-client",
            dependencies: [
                "Protocol", "Replication", "SSH", "System", "ZFS", "Yams",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]),

        // The lab's scenarios, which run inside its machine.
        .executableTarget(
            name: "zpull-lab", dependencies: ["CLinux", "Protocol", "System", "ZFS"], path: "Tests/Lab",
            exclude: ["machine", "run", "run-histories", "between"]),

        .testTarget(
            name: "ZFSTests", dependencies: ["TestSupport", "System", "ZFS"], exclude: ["Fixtures"]),
        .testTarget(name: "ProtocolTests", dependencies: ["TestSupport", "Protocol", "ZFS"], exclude: ["Vectors"]),
        .testTarget(name: "SystemTests", dependencies: ["System"]),
        .testTarget(name: "ReplicationTests", dependencies: ["Replication", "ZFS"]),
        .testTarget(name: "ServeTests", dependencies: ["zpull-serve", "Protocol", "System", "ZFS"]),
        .testTarget(name: "SSHTests", dependencies: ["SSH", "System"]),
        .testTarget(
            name: "ClientTests",
            dependencies: ["zpull-client", "Protocol", "Replication", "SSH", "System", "ZFS"], exclude: ["Fixtures"]),
        // What the loopback tests run in the place of zfs.
        .executableTarget(
            name: "zfs-stand-in", dependencies: ["System", "ZFS"], path: "Tests/StandIn",
            // Its pools are what TestSupport makes, in a release build too.
            swiftSettings: [.unsafeFlags(["-enable-testing"])]),
        // What several of the test targets use: an sshd, programs at work, pools of the stand-in, forged tokens.
        .target(name: "TestSupport", dependencies: ["zfs-stand-in", "System", "ZFS"], path: "Tests/TestSupport"),
        .testTarget(
            name: "LoopbackTests",
            dependencies: ["TestSupport", "zfs-stand-in", "zpull-lab", "Protocol", "System", "ZFS"]),
        // A source that lies, for the attack tests: an honest zpull-serve, changed on the way.
        .executableTarget(name: "zpull-liar", dependencies: ["Protocol", "System", "ZFS"], path: "Tests/Liar"),
        // Both ends against a hostile other one; see `make attack`.
        .testTarget(
            name: "AttackTests",
            dependencies: ["TestSupport", "zfs-stand-in", "zpull-liar", "Protocol", "System", "ZFS"]),
    ]
)

// Warnings are errors, and tomorrow's language rules hold today, for every target of ours.
for target in package.targets where target.type != .system {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .treatAllWarnings(as: .error),
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
        ]
}
