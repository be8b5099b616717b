// The parts of Linux's C library that plain `import Glibc` leaves out.
//
// _GNU_SOURCE is not set: it would give `fd_set` and others another shape than they have in Swift's own Glibc module, and
// the compiler refuses a program that sees both. The few functions that only _GNU_SOURCE declares are declared here.
#pragma once

#include <arpa/inet.h>
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "confine.h"

// Declared by the C library under _GNU_SOURCE only; see pipe(2), splice(2), close_range(2), fcntl(2).
extern int pipe2(int ends[2], int flags);
extern ssize_t splice(int in, loff_t *in_offset, int out, loff_t *out_offset, size_t count, unsigned int flags);
extern int close_range(unsigned int first, unsigned int last, int flags);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);
static const unsigned int zpull_SPLICE_F_MOVE = 1;
static const unsigned int zpull_SPLICE_F_NONBLOCK = 2;
static const int zpull_F_SETPIPE_SZ = 1031;
static const int zpull_O_PATH = 010000000;

// Swift cannot call variadic C functions; these are the ones that we need, each with the one shape that we use.

static inline int zpull_fcntl_int(int descriptor, int command, int argument) {
    return fcntl(descriptor, command, argument);
}

static inline int zpull_open(const char *path, int flags, unsigned int mode) {
    return open(path, flags, (mode_t)mode);
}

static inline int zpull_bytes_readable(int descriptor, int *count) {
    return ioctl(descriptor, FIONREAD, count);
}

static inline int zpull_terminal_size(int descriptor, struct winsize *size) {
    return ioctl(descriptor, TIOCGWINSZ, size);
}

static inline void zpull_syslog(int priority, const char *line) {
    syslog(priority, "%s", line);
}

static inline void zpull_ignore_signal(int number) {
    signal(number, SIG_IGN);
}

static inline int zpull_no_new_privileges(void) {
    return prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L);
}

// At most 15 bytes, as `comm` in proc(5).
static inline int zpull_name_process(const char *name) {
    return prctl(PR_SET_NAME, (unsigned long)name, 0L, 0L, 0L);
}

// Function-like macros, which do not reach Swift.

static inline int zpull_errno(void) { return errno; }
static inline int zpull_exited(int status) { return WIFEXITED(status); }
static inline int zpull_exit_status(int status) { return WEXITSTATUS(status); }
static inline int zpull_signalled(int status) { return WIFSIGNALED(status); }
static inline int zpull_terminating_signal(int status) { return WTERMSIG(status); }
