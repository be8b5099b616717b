import Glibc
import System
import Testing

@Suite("Signals to read")
struct SignalTests {
    @Test("come one by one, with their numbers, and cut nothing short")
    func next() throws {
        var before = sigset_t()
        pthread_sigmask(SIG_BLOCK, nil, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let signals = try SignalDescriptor([SIGUSR1, SIGWINCH])
        var entries = [PollEntry(signals.descriptor.number, POLLIN)]
        // To this thread: the others of the test run have not blocked them.
        for signal in [SIGWINCH, SIGUSR1] {
            pthread_kill(pthread_self(), signal)
            try #require(try Poll.wait(&entries, until: .now + .seconds(10)))
            #expect(try signals.next() == signal)
        }
        #expect(try !Poll.wait(&entries, until: .now))
    }

    @Test("are those that ask a program to end")
    func ending() {
        #expect(SignalDescriptor.ending == [SIGTERM, SIGINT, SIGHUP])
    }
}
