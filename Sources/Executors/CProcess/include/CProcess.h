// What the kernel and the C library have for processes, and Swift's import of them hides.
#pragma once
#include <sys/types.h>

// Starts a program in a session of its own, all signals as by default: stdin from /dev/null, stdout and stderr appended to
// `log`, descriptor 3 a copy of `input` (none if it is negative), all others closed. Returns 0 or an errno.
int cprocess_spawn(
    pid_t *pid, const char *program, char *const arguments[], char *const environment[], const char *directory,
    const char *log, int input);

// pidfd_open(2) and pidfd_send_signal(2): -1 and errno if they fail, ENOSYS where there are none.
int cprocess_pidfd_open(pid_t pid);
int cprocess_pidfd_send_signal(int pidfd, int signal);

// pipe2(2) with O_CLOEXEC, so that no child of another thread keeps an end open, and O_NONBLOCK.
int cprocess_pipe(int ends[2]);

// Whether a file has an extended attribute of that name.
int cprocess_has_attribute(const char *path, const char *name);
