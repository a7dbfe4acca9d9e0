#define _GNU_SOURCE
#include "CLinux.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

void clinux_keep_memory_private(void) {
    // No core file, no ptrace(2) and no /proc/PID/environ or mem for processes of the same user
    // (prctl(2), proc(5)). It cannot fail with this argument.
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    // For good: a process that cannot raise its hard limit again (setrlimit(2)). The service's unit
    // refuses the call, having set the limit itself.
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    // Swift's runtime, where it finds its backtracer, starts it in a crash: a child with our
    // environment, which prints what memory our registers point to.
    const int crashes[] = {SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV};
    for (unsigned index = 0; index < sizeof crashes / sizeof *crashes; index += 1)
        signal(crashes[index], SIG_DFL);
}
