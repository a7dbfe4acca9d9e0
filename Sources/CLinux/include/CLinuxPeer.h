// Who is at the other end of a connected Unix socket, by the kernel's word (unix(7)).
#pragma once
#include <sys/types.h>

/// The credentials that the peer had when it connected. 0, or -1 with errno.
int clinux_peer_credentials_get(int descriptor, struct clinux_peer_credentials *credentials);

/// The peer's supplementary groups when it connected. Returns how many there are, of which at most
/// `capacity` are stored only if all fit; or -1 with errno.
int clinux_peer_groups(int descriptor, gid_t *groups, int capacity);
