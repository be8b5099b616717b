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

        // Bytes and their spellings: hexadecimal, Base64, SHA-256.
        .target(name: "Encoding"),
        // The kernel: descriptors, processes, signals, locks.
        .target(name: "System", dependencies: ["CLinux"]),
        // ZFS's names, command lines, output, stream header and resume tokens.
        .target(name: "ZFS", dependencies: ["Encoding", "System"]),
        // The wire: bytes in, values out.
        .target(name: "Protocol", dependencies: ["ZFS"]),
        // What to send: listings in, plan out.
        .target(name: "Replication", dependencies: ["ZFS"]),
        // authorized_keys, sshd's settings, grants: what a key may do, and what is wrong with it.
        .target(name: "Audit", dependencies: ["CLinux", "Encoding", "System", "ZFS"]),
        // The audit logs of both ends: records, their chain, the file, and the comparison.
        .target(name: "Ledger", dependencies: ["CLinux", "Encoding", "System", "ZFS"]),
        // libssh: session, channel, pinned host keys.
        .target(name: "SSH", dependencies: ["CLibSSH", "CLinux", "Encoding", "System"]),

        .executableTarget(
            name: "zpull-serve", dependencies: ["Audit", "CLinux", "Encoding", "Ledger", "Protocol", "System", "ZFS"]),
        .executableTarget(
            name: "zpull-client",
            dependencies: [
                "Encoding", "Ledger", "Protocol", "Replication", "SSH", "System", "ZFS", "Yams",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]),

        // The lab's scenarios, which run inside its machine.
        .executableTarget(
            name: "zpull-lab", dependencies: ["CLinux", "Protocol", "System", "ZFS"], path: "Tests/Lab",
            exclude: ["machine", "run", "between", "pack-systemd"]),

        .testTarget(name: "EncodingTests", dependencies: ["Encoding"]),
        .testTarget(name: "LedgerTests", dependencies: ["TestSupport", "Encoding", "Ledger", "System", "ZFS"]),
        .testTarget(
            name: "ZFSTests", dependencies: ["TestSupport", "System", "ZFS"], exclude: ["Fixtures"]),
        .testTarget(name: "ProtocolTests", dependencies: ["TestSupport", "Protocol", "ZFS"], exclude: ["Vectors"]),
        .testTarget(name: "SystemTests", dependencies: ["System"]),
        .testTarget(name: "AuditTests", dependencies: ["Audit", "ZFS"]),
        // What the audit says of a key, held against a real sshd.
        .testTarget(name: "AuditLoopbackTests", dependencies: ["Audit", "CLibSSH", "CLinux", "System"]),
        .testTarget(name: "ReplicationTests", dependencies: ["Replication", "ZFS"]),
        .testTarget(name: "ServeTests", dependencies: ["zpull-serve", "Ledger", "Protocol", "System", "ZFS"]),
        .testTarget(name: "SSHTests", dependencies: ["TestSupport", "SSH", "System"]),
        .testTarget(
            name: "ClientTests",
            dependencies: [
                "TestSupport", "zpull-client", "Ledger", "Protocol", "Replication", "SSH", "System", "ZFS",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            exclude: ["Fixtures"]),
        // What the loopback tests run in the place of zfs.
        .executableTarget(
            name: "zfs-stand-in", dependencies: ["System", "ZFS"], path: "Tests/StandIn",
            // Its pools are what TestSupport makes, in a release build too.
            swiftSettings: [.unsafeFlags(["-enable-testing"])]),
        // What several of the test targets use: an sshd, programs at work, pools of the stand-in, forged tokens.
        .target(
            name: "TestSupport", dependencies: ["zfs-stand-in", "Protocol", "System", "ZFS"], path: "Tests/TestSupport"),
        .testTarget(
            name: "LoopbackTests",
            dependencies: [
                "TestSupport", "zfs-stand-in", "zpull-lab", "Encoding", "Ledger", "Protocol", "System", "ZFS",
            ]),
        // A source that lies, for the attack tests: an honest zpull-serve, changed on the way.
        .executableTarget(name: "zpull-liar", dependencies: ["Protocol", "System", "ZFS"], path: "Tests/Liar"),
        // Both ends against a hostile other one; see `make attack`.
        .testTarget(
            name: "AttackTests",
            dependencies: ["TestSupport", "zfs-stand-in", "zpull-liar", "Protocol", "System", "ZFS"]),
    ]
)

// libFuzzer brings a main of its own and wants every target built for it, so the fuzzers stand in no usual build: with
// ZPULL_FUZZ set, as by Tests/Fuzz/run, there are the libraries, of zpull-client its configuration, and the fuzzers, which
// share the unit tests' samples (SwiftPM then warns of all the other files below Tests).
if Context.environment["ZPULL_FUZZ"] != nil {
    package.products = []
    package.targets.removeAll { $0.type == .executable || $0.type == .test }
    // Of what the tests share, that which starts nothing.
    package.targets.removeAll { $0.name == "TestSupport" }
    package.targets += [
        .target(
            name: "TestSupport", dependencies: ["ZFS"], path: "Tests/TestSupport",
            sources: ["Forge.swift", "SeededBytes.swift"]),
        .target(
            name: "zpull-client", dependencies: ["Replication", "SSH", "System", "ZFS", "Yams"],
            path: "Sources/zpull-client/Configuration"),
        .systemLibrary(name: "CZlib", path: "Tests/Fuzz/CZlib", providers: [.apt(["zlib1g-dev"])]),
        .executableTarget(
            name: "zpull-fuzz",
            dependencies: ["Audit", "CZlib", "Encoding", "TestSupport", "zpull-client", "Protocol", "ZFS"],
            path: "Tests",
            exclude: ["Fuzz/CZlib", "Fuzz/run"],
            sources: [
                "Fuzz", "ClientTests/ConfigurationSupport.swift", "ProtocolTests/RecordedSession.swift",
                "ProtocolTests/ScriptedClient.swift", "ProtocolTests/ScriptedServer.swift",
                "ProtocolTests/States.swift", "ProtocolTests/Vector.swift",
            ]),
    ]
}

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
