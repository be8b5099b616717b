/// What `zpull-serve --help` prints.
enum Help {
    static let text = """
        zpull-serve: the source's half of zpull. It lists and sends ZFS snapshots to zpull-client, and does nothing else.

        usage: zpull-serve serve --id NAME --dataset NAME… [options]
                   run by sshd as an authorized_keys forced command; speaks the zpull protocol on its standard
                   input and output
               zpull-serve -c 'zpull-serve serve …'
                   the same, as the account's login shell: no key of the account can have any other
               zpull-serve keyline [--from ADDRESSES] [--program PATH] SERVE-OPTIONS… KEY.pub
                   print the authorized_keys line for a public key (- reads it from standard input)
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
          --cursor none        keep no cursor on the source
          --zfs PATH           the zfs program (/usr/sbin/zfs)

        It writes to the system log (daemon, zpull-serve). docs/operations.md explains the exit codes.

        """
}
