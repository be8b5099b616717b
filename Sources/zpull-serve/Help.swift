/// What `zpull-serve --help` prints.
enum Help {
    static let text = """
        zpull-serve: the source's half of zpull. It lists and sends ZFS snapshots to zpull-client, and does nothing else.

        usage: zpull-serve serve --id NAME --dataset NAME… [options]
                   run by sshd as an authorized_keys forced command; speaks the zpull protocol on its standard
                   input and output
               zpull-serve -c 'zpull-serve serve …'
                   the same, as the account's login shell: it runs nothing but the serve of a key's forced command
               zpull-serve keyline [--from ADDRESSES] [--program PATH] [--json] SERVE-OPTIONS… KEY.pub
                   print the authorized_keys line for a public key (- reads it from standard input)
               zpull-serve audit [options]
                   whether the keys of an account are confined as they should be; as root, to see all of it
               zpull-serve --version | --help

        options of serve:
          --id NAME            who holds the key, for the log
          --dataset NAME       what may be sent; again for more
          --recursive          the datasets below it too
          --exclude GLOB       but not these (full name, or path below --dataset), nor what is below them
          --snapshots GLOB     only snapshots with such a name; again for more
          --raw                encrypted datasets leave as raw streams only; unencrypted ones do not leave
          --allow-plain        with --raw: unencrypted ones do
          --max-rate BYTES     of stream a second
          --max-sessions N     at the same time, of this very line
          --idle SECONDS       end a session in which no byte moves for so long (3600)
          --audit-log FILE     record each session, stream and refusal there, chained; what cannot be recorded is
                               not done (docs/audit-log.md)
          --cursor bookmark    keep a bookmark of what the client has last confirmed, as the next base
          --cursor hold        keep a hold on it instead; none (the default) keeps nothing
          --zfs PATH           the zfs program (/usr/sbin/zfs)

        options of audit:
          --user USER          the account (the caller's own, or zpull)
          --json               for programs
          --min-severity LEVEL info, low, medium, high or critical: leave out what is below (low)
          --expect FILE        the authorized_keys lines that should be there
          --keys FILE          the one file of keys that sshd should read
          --want-expiry        each key should have an expiry-time
          --sshd-config FILE   sshd's configuration, if it is started with -f
          --sshd PATH, --zfs PATH
        It exits with 0 when every rule passes, 1 with findings, 2 when it could not look. See docs/audit.md.

        serve writes to the system log (daemon, zpull-serve). docs/operations.md explains the exit codes.

        """
}
