// libssh as Swift sees it. Each function here stands for something that differs between libssh 0.10 (Debian 12) and
// 0.11 (Debian 13), or that is a macro or takes an untyped pointer, and so does not reach Swift well by itself.
#pragma once
#include <libssh/callbacks.h>
#include <libssh/libssh.h>
#include <libssh/server.h>
#include <stdbool.h>

/// Handles packets until the server has said how the command ended, has closed the channel, or the session's time-out
/// (SSH_OPTIONS_TIMEOUT) is over. What was said reaches the channel's callbacks, which exist in both versions: 0.10 has
/// no other way to tell a signal, and 0.11 deprecates the function that 0.10 has for waiting.
static inline void zpull_channel_await_exit(ssh_channel channel) {
#if LIBSSH_VERSION_INT >= SSH_VERSION_INT(0, 11, 0)
    (void)ssh_channel_get_exit_state(channel, NULL, NULL, NULL);
#else
    (void)ssh_channel_get_exit_status(channel);
#endif
}

// Options: `ssh_options_set` takes a `const void *`, and reads as many bytes behind it as the option's type has.

static inline int zpull_option_int(ssh_session session, enum ssh_options_e option, int value) {
    return ssh_options_set(session, option, &value);
}

static inline int zpull_option_long(ssh_session session, enum ssh_options_e option, long value) {
    return ssh_options_set(session, option, &value);
}

static inline int zpull_option_port(ssh_session session, unsigned int value) {
    return ssh_options_set(session, SSH_OPTIONS_PORT, &value);
}

static inline int zpull_option_fd(ssh_session session, socket_t descriptor) {
    return ssh_options_set(session, SSH_OPTIONS_FD, &descriptor);
}

static inline int zpull_option_bool(ssh_session session, enum ssh_options_e option, bool value) {
    return ssh_options_set(session, option, &value);
}

static inline int zpull_option_string(ssh_session session, enum ssh_options_e option, const char *value) {
    return ssh_options_set(session, option, value);
}

/// The session's last error; `ssh_get_error` takes a `void *`.
static inline const char *zpull_session_error(ssh_session session) {
    return ssh_get_error(session);
}
