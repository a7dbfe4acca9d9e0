#include <sys/resource.h>

/// Takes the place of the C library's function in our programs, and does nothing.
///
/// libdispatch sets the nice value of each worker thread it starts: 0 as a rule, -2 for urgent work,
/// -4 for the thread behind all timers and signals (`_dispatch_worker_thread` in its queue.c). Where
/// that is refused, as it is to every user but root, it tells syslog "Failed to set thread priority
/// for worker thread"; where it is allowed, it undoes the `Nice=` of the unit. How our threads rank
/// is for the administrator to say.
int setpriority(__priority_which_t which, id_t who, int value) {
    (void)which;
    (void)who;
    (void)value;
    return 0;
}
