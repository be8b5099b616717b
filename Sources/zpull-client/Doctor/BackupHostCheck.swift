import Foundation
import Glibc
import System
import ZFS

/// Looks at this machine: the zfs program, the state folder, and each target's parent.
struct BackupHostCheck {
    private let configuration: Configuration
    private let sources: [Source]

    init(_ configuration: Configuration, _ sources: [Source]) {
        self.configuration = configuration
        self.sources = sources
    }

    func findings() -> [Finding] {
        let parents = Set(sources.flatMap { $0.datasets.compactMap(\.local.parent) }).sorted()
        let notify = configuration.notify.map { NotifyCheck($0).findings() } ?? []
        return [user(), module(), state()] + metrics() + notify + parents.flatMap(parent)
    }

    private func user() -> Finding {
        guard let entry = getpwuid(geteuid()) else { return .warning("user", "this user has no name") }
        let name = String(cString: entry.pointee.pw_name)
        if geteuid() == 0 {
            return .warning(
                "user",
                "this is root",
                mend: "run as \(configuration.receiveUser), so that grants are checked and nothing can be destroyed")
        }
        return name == configuration.receiveUser
            ? .fine("user", name)
            : .warning("user", "this is \(name), and `receive_user` is \(configuration.receiveUser)")
    }

    private func module() -> Finding {
        guard let version = ZFSTool.moduleVersion else {
            return .fault("zfs", "the kernel module is not loaded", mend: "`modprobe zfs`")
        }
        return access(configuration.zfs, X_OK) == 0
            ? .fine("zfs", "OpenZFS \(version), \(configuration.zfs)")
            : .fault(
                "zfs", "\(configuration.zfs) cannot be run",
                mend: "install zfsutils-linux, or set `zfs` in the configuration")
    }

    private func state() -> Finding {
        access(configuration.state, W_OK | X_OK) == 0
            ? .fine("state", configuration.state)
            : .fault(
                "state",
                "\(configuration.state) cannot be written to",
                mend: "`install -d -m 2770 -o \(configuration.receiveUser) -g \(configuration.receiveUser) "
                    + "\(configuration.state)`")
    }

    /// The file is replaced, so that its folder counts.
    private func metrics() -> [Finding] {
        guard let file = configuration.metrics else { return [] }
        let folder = URL(filePath: file).deletingLastPathComponent().path
        return [
            access(folder, W_OK | X_OK) == 0
                ? .fine("metrics", file)
                : .fault(
                    "metrics",
                    "\(folder) cannot be written to, so that there are no metrics",
                    mend: "as root: `chgrp \(configuration.receiveUser) \(folder) && chmod g+w \(folder)`")
        ]
    }

    private func parent(_ name: DatasetName) -> [Finding] {
        let zfs = configuration.zfs
        let wanted = Grants.safeProperties.map { $0.split(separator: "=").map(String.init) }
        let columns = (["available"] + wanted.map { $0[0] }).joined(separator: ",")
        guard
            let values = try? ChildProcess.capture(
                zfs, ["get", "-Hp", "-o", "property,value", columns, name.description]),
            values.ending.isSuccess
        else {
            return [
                .fault(
                    "\(name)", "does not exist",
                    mend: "`zpull-client permissions` prints the command that creates it")
            ]
        }
        let pairs = String(decoding: values.output, as: UTF8.self).split(separator: "\n").map {
            $0.split(separator: "\t")
        }
        let found = Dictionary(
            pairs.filter { $0.count == 2 }.map { (String($0[0]), String($0[1])) },
            uniquingKeysWith: { first, _ in first })
        return [space(name, found["available"]), properties(name, wanted, found)] + grants(name)
    }

    private func space(_ name: DatasetName, _ available: String?) -> Finding {
        guard let available = available.flatMap({ UInt64($0) }) else {
            return .warning("\(name)", "available space unknown")
        }
        return available < 1 << 30
            ? .warning("\(name)", "only \(Amounts.bytes(available)) available", mend: "free space, or raise the quota")
            : .fine("\(name)", "\(Amounts.bytes(available)) available")
    }

    private func properties(_ name: DatasetName, _ wanted: [[String]], _ found: [String: String]) -> Finding {
        let off = wanted.filter { pair in
            guard let value = found[pair[0]], value != "-" else { return false }
            return value != pair[1] && !(pair[0] == "mountpoint" && value == "legacy")
        }
        let settings = off.map { $0.joined(separator: "=") }.joined(separator: " ")
        return off.isEmpty
            ? .fine("\(name)", "what is received there is neither mounted nor run")
            : .warning(
                "\(name)", "what is received there could be mounted or run",
                mend: "`zfs set \(settings) \(name.quoted)`")
    }

    /// By the list that `zfs allow` prints: what is not listed is not granted.
    private func grants(_ name: DatasetName) -> [Finding] {
        guard geteuid() != 0 else { return [.fine("\(name)", "grants are not looked at for root")] }
        guard let list = try? ZFSTool(path: configuration.zfs).grants(on: name) else {
            return [.warning("\(name)", "`zfs allow` cannot be run")]
        }
        return GrantCheck(
            list: list, dataset: name,
            version: ZFSTool.moduleVersion.flatMap { OpenZFSVersion($0) } ?? .oldest,
            quarantines: configuration.sources.quarantine(below: name),
            receiver: Account(named: configuration.receiveUser),
            pruner: configuration.singleUser ? nil : Account(named: configuration.pruneUser)
        ).findings()
    }
}
