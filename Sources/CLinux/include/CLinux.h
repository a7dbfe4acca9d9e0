// Linux calls and structures that Swift's Glibc module does not show.
#pragma once
#include <sys/types.h>

/// The layout of `struct ucred` (unix(7), SO_PEERCRED), hidden from Swift behind _GNU_SOURCE.
struct clinux_peer_credentials {
    pid_t pid;
    uid_t uid;
    gid_t gid;
};

#include "CLinuxMemory.h"
#include "CLinuxPeer.h"
