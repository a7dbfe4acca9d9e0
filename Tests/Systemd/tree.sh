# The Debian that the container boots: made once, kept under .build/systemd. Part of run.sh.

suite=${SUITE:-bookworm}
mirror=${MIRROR:-http://deb.debian.org/debian}
# The first line boots, the second is what the package depends on, the third is for the tests.
tree_packages=(
  systemd systemd-sysv dbus
  libcurl4 libsqlite3-0 libsystemd0 libstdc++6 ca-certificates
  curl iproute2 jq man-db procps sqlite3
)

# Prints the folder of the tree; its name changes with what is in it.
tree_folder() {
  local key
  key=$(printf '%s\n' "$suite" "${tree_packages[@]}" "$(declare -f make_tree)" | sha256sum)
  printf '%s/tree-%s-%s' "$store" "$suite" "${key:0:12}"
}

# Makes the tree unless it is there. What is half made is never taken for whole.
need_tree() {
  tree=$(tree_folder)
  [ -d "$tree" ] && return
  echo "Making a small Debian $suite once, with debootstrap; its log is in ${tree#"$repository/"}.log"
  rm -rf --one-file-system "$tree.part"
  if ! make_tree "$tree.part" >"$tree.log" 2>&1 </dev/null; then
    tail -n 5 "$tree.log" >&2
    rm -rf --one-file-system "$tree.part"
    skip "no Debian could be made from $mirror" "is the network there? MIRROR names another one"
  fi
  mv "$tree.part" "$tree"
}

make_tree() {
  debootstrap --variant=minbase --include="$(IFS=,; echo "${tree_packages[*]}")" \
    "$suite" "$1" "$mirror" || return
  # A persistent journal, so that it tells of the time before a crash, too.
  mkdir -p "$1/var/log/journal"
  # What would wake up in the middle of a test.
  local unit
  for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer \
    fstrim.timer man-db.timer systemd-tmpfiles-clean.timer console-getty.service; do
    ln -sf /dev/null "$1/etc/systemd/system/$unit"
  done
  # The container has no network: no name is looked up anywhere else.
  printf '127.0.0.1 localhost zohosyncd-test\n' >"$1/etc/hosts"
  printf 'zohosyncd-test\n' >"$1/etc/hostname"
  : >"$1/etc/machine-id"
  rm -rf "$1"/var/cache/apt/archives/*.deb "$1"/var/lib/apt/lists/*
}
