import CLinux

/// How much a terminal shows.
package struct TerminalSize: Equatable, Sendable {
    package let columns: Int
    package let rows: Int

    package init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }

    /// That of the terminal behind a descriptor; 80 columns and 24 rows when it does not tell.
    package init(of descriptor: Int32) {
        var size = winsize()
        let isKnown = zpull_terminal_size(descriptor, &size) == 0
        columns = isKnown && size.ws_col > 0 ? Int(size.ws_col) : 80
        rows = isKnown && size.ws_row > 0 ? Int(size.ws_row) : 24
    }
}
