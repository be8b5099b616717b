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
        // The audit logs of both ends: records, their chain, the file, and the comparison.
        .target(name: "Ledger", dependencies: ["CLinux", "Encoding", "System", "ZFS"]),
        // libssh: session, channel, pinned host keys.
        .target(name: "SSH", dependencies: ["CLibSSH", "CLinux", "Encoding", "System"]),

        .executableTarget(name: "zpull-serve", dependencies: ["Encoding", "Ledger", "Protocol", "System", "ZFS"]),
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
            exclude: ["machine", "run", "run-histories", "between"]),

        .testTarget(name: "EncodingTests", dependencies: ["Encoding"]),
        .testTarget(name: "LedgerTests", dependencies: ["Encoding", "Ledger", "System", "ZFS"]),
        .testTarget(
            name: "ZFSTests", dependencies: ["System", "ZFS"], exclude: ["Fixtures"]),
        .testTarget(name: "ProtocolTests", dependencies: ["Protocol", "ZFS"], exclude: ["Vectors"]),
        .testTarget(name: "SystemTests", dependencies: ["System"]),
        .testTarget(name: "ReplicationTests", dependencies: ["Replication", "ZFS"]),
        .testTarget(name: "ServeTests", dependencies: ["zpull-serve", "Ledger", "Protocol", "System", "ZFS"]),
        .testTarget(name: "SSHTests", dependencies: ["SSH", "System"]),
        .testTarget(
            name: "ClientTests",
            dependencies: ["zpull-client", "Ledger", "Protocol", "Replication", "SSH", "System", "ZFS"],
            exclude: ["Fixtures"]),
        // What the loopback tests run in the place of zfs.
        .executableTarget(name: "zfs-stand-in", dependencies: ["System", "ZFS"], path: "Tests/StandIn"),
        .testTarget(
            name: "LoopbackTests",
            dependencies: ["zfs-stand-in", "zpull-lab", "Encoding", "Ledger", "Protocol", "System", "ZFS"]),
    ]
)

// Warnings are errors, and tomorrow's language rules hold today, for every target of ours.
for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .treatAllWarnings(as: .error),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ]
}
