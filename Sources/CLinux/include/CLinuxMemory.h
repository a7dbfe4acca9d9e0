// What a process holds in memory is nobody else's business.
#pragma once

/// Keeps this process's memory to itself, also when it crashes: no core dump, no debugger of the same
/// user, no backtracer. To be called before the first secret is there. Files of /proc/self belong to
/// root afterwards (proc(5)).
void clinux_keep_memory_private(void);
