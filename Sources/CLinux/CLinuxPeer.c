// SO_PEERCRED's struct and SO_PEERGROUPS are visible with GNU features only.
#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <sys/socket.h>

int clinux_peer_credentials_get(int descriptor, struct clinux_peer_credentials *credentials) {
    struct ucred peer;
    socklen_t length = sizeof peer;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return -1;
    credentials->pid = peer.pid;
    credentials->uid = peer.uid;
    credentials->gid = peer.gid;
    return 0;
}

int clinux_peer_groups(int descriptor, gid_t *groups, int capacity) {
    socklen_t length = (socklen_t)((size_t)capacity * sizeof *groups);
    // With too little room the kernel stores nothing but the length that it needs.
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, groups, &length) != 0 && errno != ERANGE)
        return -1;
    return (int)(length / sizeof *groups);
}
