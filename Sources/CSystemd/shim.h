// The one door to libsystemd. Only its non-variadic calls are used, so no function shims are needed.
#pragma once
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>
