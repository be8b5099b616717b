import CLinux
import System

/// Compares the data of a snapshot at both ends, byte by byte.
struct Contents {
    let lab: Lab
    let source: String
    let target: String

    /// - Parameters:
    ///   - there, here: the same snapshot's name at either end, since it may have been renamed.
    func compare(_ path: String, _ place: Ends.Place, there: String, here: String) throws {
        let suffix = path.isEmpty ? "" : "/\(path)"
        let (remote, local) = ("\(source)\(suffix)@\(there)", "\(target)\(suffix)@\(here)")
        if place.isEncrypted {
            try Tool.run("zfs", "load-key", "-L", "file://\(Flavour.keyFile)", "\(target)\(suffix)")
        }
        if place.isVolume { try compareVolumes(remote, local) } else { try compareFiles(remote, local) }
    }

    private func compareFiles(_ remote: String, _ local: String) throws {
        let folder = "\(Machine.folder)/\(lab.name)"
        for (snapshot, name) in [(remote, "there"), (local, "here")] {
            try Tool.run("mkdir", "-p", "\(folder)/\(name)")
            try Tool.run("mount", "-t", "zfs", "-o", "ro", snapshot, "\(folder)/\(name)")
        }
        defer { for name in ["there", "here"] { _ = try? Tool.capture("umount", ["\(folder)/\(name)"]) } }
        try expectSame("diff", ["-r", "\(folder)/there", "\(folder)/here"], remote, local)
    }

    /// The backup's volumes have no device: a clone of one may have.
    private func compareVolumes(_ remote: String, _ local: String) throws {
        let clone = "\(lab.target)/clone"
        try Tool.run("zfs", "clone", "-o", "volmode=default", local, clone)
        for device in [remote, clone] { try Operation.await("/dev/zvol/\(device)") }
        try expectSame("cmp", ["/dev/zvol/\(remote)", "/dev/zvol/\(clone)"], remote, local)
    }

    private func expectSame(_ program: String, _ arguments: [String], _ remote: String, _ local: String) throws {
        let compared = try Tool.capture(program, arguments)
        guard compared.ending.isSuccess else {
            throw Unmet(
                "\(remote) and \(local) differ: \(String(decoding: compared.output, as: UTF8.self))\(compared.error)")
        }
    }
}
