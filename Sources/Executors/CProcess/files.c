#define _GNU_SOURCE
#include "CProcess.h"
#include <fcntl.h>
#include <sys/xattr.h>
#include <unistd.h>

int cprocess_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC | O_NONBLOCK); }

int cprocess_has_attribute(const char *path, const char *name) { return getxattr(path, name, NULL, 0) >= 0; }
