# What the container test needs of this machine. Part of run.sh, which sources it.

# Says what is missing and ends with the status that means "skipped".
skip() {
  printf '\nSKIPPED: the test under a real systemd did not run: %s\n' "$1" >&2
  printf '         %s\n\n' "$2" >&2
  exit 77
}

need_machine() {
  [ "$(uname -s)" = Linux ] || skip "this is not Linux" "run it on Debian 12 or later"
  [ "$(id -u)" = 0 ] || skip "it needs root, to boot a container" "sudo make test-systemd"
  local pair missing=
  for pair in systemd-nspawn:systemd-container debootstrap:debootstrap nsenter:util-linux; do
    command -v "${pair%:*}" >/dev/null || missing+=" ${pair#*:}"
  done
  [ -z "$missing" ] || skip "missing here:$missing" "apt-get install$missing"
  grep -qw overlay /proc/filesystems || modprobe overlay 2>/dev/null ||
    skip "this kernel has no overlay file system" "run it on a machine of its own or a virtual one"
  unshare --mount --pid --fork true 2>/dev/null ||
    skip "this machine does not let root make namespaces" "run it outside of a container"
}

# Sets `package` and `simulator`.
need_build() {
  local found
  package=${PACKAGE:-}
  if [ -z "$package" ]; then
    # shellcheck disable=SC2012 # The newest, and its name is ours.
    package=$(ls -t "$repository"/.build/deb/zohosyncd_*_"$(dpkg --print-architecture)".deb \
      2>/dev/null | head -n 1)
  fi
  simulator=${SIMULATOR:-$repository/.build/release/zoho-simulator}
  for found in "$package" "$simulator"; do
    [ -f "$found" ] && continue
    echo "test-systemd: ${found:-the package} is missing: make deb builds it" >&2
    exit 1
  done
  package=$(realpath "$package")
  simulator=$(realpath "$simulator")
}
