# The container: a booted systemd over a copy of the tree that keeps its changes. Part of run.sh.

machine=zohosyncd-test-$$
# The process that runs the container, and the first process in it.
nspawn=
init=

# A root of its own: what is written lands in a folder that is gone after the run.
prepare_root() {
  mkdir -p "$run"/{changes,work,root,shared}
  # An overlay cannot write to every file system; memory always works.
  if ! mount_root 2>/dev/null; then
    mount -t tmpfs -o size=4g,mode=0755 zohosyncd-test "$run/changes"
    mkdir "$run"/changes/{upper,work}
    mount_root /upper
  fi
}

mount_root() {
  local upper=$run/changes${1:-} work=$run/work
  [ -z "${1:-}" ] || work=$run/changes/work
  mount -t overlay overlay -o "lowerdir=$tree,upperdir=$upper,workdir=$work" "$run/root"
}

remove_root() {
  local folder
  for folder in "$run/root" "$run/changes"; do
    ! mountpoint -q "$folder" || umount --lazy "$folder" || return
  done
  rm -rf --one-file-system "$run"
}

# Boots and waits until everything that starts at boot has started.
boot() {
  local options=(--boot --directory="$run/root" --machine="$machine" --register=no
    --private-network --console=pipe --resolv-conf=off --timezone=off --link-journal=no
    --settings=no --quiet --bind="$run/shared:/shared" --bind-ro="$here:/tests"
    --bind-ro="$simulator:/usr/local/bin/zoho-simulator")
  # Where systemd runs this machine, it makes a scope; elsewhere the control groups are made here,
  # so that two containers never share theirs.
  [ -d /run/systemd/system ] || options+=(--keep-unit)
  (
    [ -d /run/systemd/system ] || enter_control_groups
    exec systemd-nspawn "${options[@]}" </dev/null >>"$run/console.log" 2>&1
  ) &
  nspawn=$!
  await "the container's first process" 10 find_init
  await "the container's systemd" 30 is_up
}

enter_control_groups() {
  local folder
  for folder in /sys/fs/cgroup{,/systemd,/unified}; do
    [ -e "$folder/cgroup.procs" ] || continue
    mkdir -p "$folder/$machine"
    echo "$BASHPID" >"$folder/$machine/cgroup.procs"
  done
}

remove_control_groups() {
  local folder
  for folder in /sys/fs/cgroup{,/systemd,/unified}; do
    [ ! -d "$folder/$machine" ] || find "$folder/$machine" -depth -type d -exec rmdir {} + || true
  done 2>/dev/null
}

find_init() {
  local child children
  read -ra children <"/proc/$nspawn/task/$nspawn/children"
  for child in "${children[@]}"; do
    if [ "$(awk '/^NSpid:/ { print $NF }' "/proc/$child/status")" = 1 ]; then
      init=$child
      return
    fi
  done
  return 1
}

is_up() { case $(inside systemctl is-system-running) in running | degraded) ;; *) return 1 ;; esac; }

# Runs a command in the container, as root, with nothing of this machine's environment.
inside() {
  nsenter --target "$init" --all --root --wd env -i HOME=/root LANG=C.UTF-8 \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

# Shuts down in good order.
halt() {
  inside systemctl --no-block poweroff
  gone 40 || crash
}

# Ends it as a power cut does: nobody gets to say or write anything any more. (What the kernel has
# in memory is kept: this is not the test of a disk.)
crash() {
  [ -z "$init" ] || kill -KILL "$init" 2>/dev/null || true
  gone 10 || { kill -KILL "$nspawn" 2>/dev/null || true; gone 10; }
}

gone() {
  local end=$((SECONDS + $1))
  while kill -0 "$nspawn" 2>/dev/null; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.1
  done
  wait "$nspawn" 2>/dev/null || true
  nspawn='' init=''
}

# Waits until a command succeeds: what, for how many seconds, the command.
await() {
  local what=$1 end=$((SECONDS + $2))
  shift 2
  until "$@" >/dev/null 2>&1; do
    if [ $SECONDS -ge $end ] || ! kill -0 "$nspawn" 2>/dev/null; then
      echo "test-systemd: $what did not come; the console said:" >&2
      tail -n 20 "$run/console.log" >&2
      exit 1
    fi
    sleep 0.1
  done
}
