import CLinux

/// Columns of a terminal; 80 when it does not tell.
package func terminalWidth(_ descriptor: Int32) -> Int {
    var size = winsize()
    return zpull_terminal_size(descriptor, &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
}
