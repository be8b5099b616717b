// System calls that confine a process and have no wrapper in the C library, and the little program that seccomp runs.
#pragma once

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// unistd.h declares it under _DEFAULT_SOURCE only.
extern long syscall(long number, ...);

// landlock(7). Numbers and structures are those of linux/landlock.h; older headers lack the later fields, which a kernel
// that does not know them takes as long as they are zero or left out by `size`.
struct zpull_landlock_ruleset {
    uint64_t files;
    uint64_t network;
    uint64_t scopes;
};

static inline int zpull_landlock_version(void) {
    return (int)syscall(444, NULL, 0L, 1L);
}

static inline int zpull_landlock_ruleset(const struct zpull_landlock_ruleset *rules, size_t size) {
    return (int)syscall(444, rules, size, 0L);
}

static inline int zpull_landlock_allow(int ruleset, uint64_t access, int beneath) {
    struct {
        uint64_t access;
        int32_t beneath;
    } __attribute__((packed)) rule = {access, beneath};
    return (int)syscall(445, ruleset, 1, &rule, 0L);
}

static inline int zpull_landlock_enter(int ruleset) {
    return (int)syscall(446, ruleset, 0L);
}

// The processor's name for seccomp; 0 where the filter was not written for it.
static inline unsigned int zpull_audit_arch(void) {
#if defined(__x86_64__)
    return AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
    return AUDIT_ARCH_AARCH64;
#else
    return 0;
#endif
}

// Filters all threads of the process (there is one), for good, and its children.
static inline int zpull_seccomp(struct sock_filter *program, unsigned short count) {
    struct sock_fprog filter = {count, program};
    return prctl(PR_SET_SECCOMP, (unsigned long)SECCOMP_MODE_FILTER, &filter, 0L, 0L);
}

// Macros with casts, which do not reach Swift.
static const unsigned short zpull_bpf_load = BPF_LD | BPF_W | BPF_ABS;
static const unsigned short zpull_bpf_equal = BPF_JMP | BPF_JEQ | BPF_K;
static const unsigned short zpull_bpf_at_least = BPF_JMP | BPF_JGE | BPF_K;
static const unsigned short zpull_bpf_any_bit = BPF_JMP | BPF_JSET | BPF_K;
static const unsigned short zpull_bpf_return = BPF_RET | BPF_K;
static const unsigned int zpull_seccomp_allow = SECCOMP_RET_ALLOW;
static const unsigned int zpull_seccomp_kill = SECCOMP_RET_KILL_PROCESS;
static const unsigned int zpull_seccomp_error = SECCOMP_RET_ERRNO;
static const unsigned int zpull_seccomp_number = offsetof(struct seccomp_data, nr);
static const unsigned int zpull_seccomp_arch = offsetof(struct seccomp_data, arch);
// The lower half of the first argument, on little-endian machines.
static const unsigned int zpull_seccomp_first = offsetof(struct seccomp_data, args);
