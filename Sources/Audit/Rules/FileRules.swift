extension Rule {
    /// Who can change what the account's sessions depend on.
    static let files = [
        Rule(.F01, .high, "others than root can change the file of keys") { facts, judgement in
            for file in facts.keyFiles {
                judgement.findExposed(
                    file.path,
                    mend: "keep the keys in a file of root's, in folders of root's: AuthorizedKeysFile "
                        + "/etc/zpull/authorized_keys in sshd_config (\(matchBlock(facts)))")
            }
        },
        Rule(.F02, .high, "authorized_keys2 is read") { facts, judgement in
            for file in facts.keyFiles where file.path.path.hasSuffix("/authorized_keys2") && file.path.exists {
                judgement.find(
                    "sshd reads it after authorized_keys, and hardly anybody looks there", at: file.path.path,
                    mend: "move its lines and delete it; name one file in AuthorizedKeysFile")
            }
        },
        Rule(.F03, .high, "a start-up file of the account exists, or the account can make one") { facts, judgement in
            for file in facts.startupFiles {
                guard let steps = judgement.know(file.steps) else { continue }
                if file.exists {
                    judgement.find("sessions may read it", at: file.path, mend: "delete it")
                } else if let folder = steps.last(where: { $0.kind == .folder }), let exposure = folder.exposure {
                    judgement.find(
                        "it can be made, and sessions would read it: \(folder.path) \(exposure)", at: file.path,
                        mend: "give the account a home that it cannot write to: usermod -d / \(facts.account.name)")
                }
            }
        },
        Rule(.F04, .critical, "others than root can change zpull-serve or its zfs") { facts, judgement in
            for program in facts.programs {
                if !program.exists, program.steps.value != nil {
                    judgement.find(
                        "there is no such program", at: program.path,
                        mend: "install it there, or name the one that there is in the key's line")
                }
                judgement.findExposed(program, mend: "give it and its folders to root: chown root:root, chmod go-w")
            }
        },
        Rule(.F05, .medium, "/etc/ssh/sshrc exists") { facts, judgement in
            _ = judgement.know(facts.systemRC.steps)
            guard facts.systemRC.exists else { return }
            judgement.find(
                "sshd runs it for every session, and what it prints goes into the stream", at: facts.systemRC.path,
                mend: "delete it, or make sure that it prints nothing")
        },
        Rule(.F06, .medium, "a symbolic link on the way to what is audited") { facts, judgement in
            for path in facts.keyFiles.map(\.path) + facts.programs {
                for step in judgement.know(path.steps) ?? [] where step.kind == .link && !isSystems(step.path) {
                    judgement.find(
                        "a symbolic link, on the way to \(path.path)", at: step.path,
                        mend: "name the real path, so that nobody can lead it elsewhere")
                }
            }
        },
    ]

    /// Links of the distribution's, whose target is as good as the link.
    private static func isSystems(_ path: String) -> Bool {
        ["/bin", "/sbin", "/lib", "/lib64", "/usr/sbin"].contains(path)
    }
}

extension Judgement {
    fileprivate mutating func findExposed(_ path: PathFacts, mend: String) {
        for step in know(path.steps) ?? [] {
            guard let exposure = step.exposure else { continue }
            find(
                "\(exposure)\(step.path == path.path ? "" : ", on the way to \(path.path)")", at: step.path, mend: mend)
        }
    }
}
