#!/usr/bin/env bash
# The service under a real systemd with a real journal: boots a small Debian in a container, installs
# the package there and runs the cases one after the other. `make test-systemd` starts this.
#
#   Tests/Systemd/run.sh [--check] [--keep] [CASE…]
#
# A case is named by its file, its number or its subject: 40-watchdog, 40, watchdog. --keep leaves
# the container running afterwards and says how to enter it, --check only tells whether this machine
# can do it. PACKAGE, PREVIOUS and SIMULATOR name other files than those in .build. Ends with 0 when
# all checks passed, 1 when one failed, 77 when this machine cannot run it.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)
store=$repository/.build/systemd
# What a case ends with when the container is to be booted again, or to be cut off and booted again.
reboot_please=90
crash_please=91

# shellcheck source=Tests/Systemd/needs.sh
source "$here/needs.sh"
# shellcheck source=Tests/Systemd/tree.sh
source "$here/tree.sh"
# shellcheck source=Tests/Systemd/container.sh
source "$here/container.sh"

keep=false
names=()
for argument in "$@"; do
  case $argument in
  --check) need_machine; exit ;;
  --keep) keep=true ;;
  -h | --help) sed -n '2,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit ;;
  -*) echo "test-systemd: unknown option $argument; --help lists them" >&2; exit 64 ;;
  *) names+=("$argument") ;;
  esac
done

# Prints the cases that were asked for, or all; the first one installs, and is always there.
chosen_cases() {
  local file name wanted
  for file in "$here"/cases/*.sh; do
    name=$(basename "$file" .sh)
    if [ "${#names[@]}" = 0 ] || [ "${name#*-}" = install ]; then echo "$name"; continue; fi
    for wanted in "${names[@]}"; do
      case $wanted in "$name" | "${name%%-*}" | "${name#*-}") echo "$name"; break ;; esac
    done
  done
}

# Whatever happens, nothing is left: no container, no mount, no file.
leave() {
  local status=$?
  trap '' INT TERM HUP
  trap - EXIT
  [ -z "$nspawn" ] || crash
  remove_root || echo "test-systemd: $run could not be removed" >&2
  remove_control_groups
  exit "$status"
}

count() { grep -c "^$1" "$run/shared/results" || true; }

# Runs one case, in as many stages as it has reboots.
run_case() {
  local name=$1 stage=1 status begin=${EPOCHREALTIME/./} failed
  local since=@${EPOCHREALTIME}
  failed=$(count FAILED)
  printf '\n== %s\n' "$name"
  while true; do
    status=0
    inside timeout --kill-after=5 180 bash /tests/inside.sh "$name" "$stage" </dev/null || status=$?
    case $status in
    "$reboot_please") halt ;;
    "$crash_please") crash ;;
    *) break ;;
    esac
    boot
    stage=$((stage + 1))
  done
  if [ "$status" != 0 ]; then
    [ "$status" != 124 ] || echo "  FAILED  the case took more than three minutes"
    echo "FAILED $name: ended with status $status" >>"$run/shared/results"
  fi
  if [ "$(count FAILED)" != "$failed" ]; then
    echo "  the journal's last words:"
    inside journalctl --quiet --no-pager --all --since="$since" -n 25 -o short-monotonic \
      --no-hostname -u zohosyncd.service -u zohosyncd.socket -u zoho.service | sed 's/^/    /'
  fi
  printf '  %s s\n' "$(seconds_since "$begin")"
}

seconds_since() {
  local tenths=$(((${EPOCHREALTIME/./} - $1) / 100000))
  echo "$((tenths / 10)).$((tenths % 10))"
}

need_machine
need_build
mapfile -t cases < <(chosen_cases)
[ "${#names[@]}" = 0 ] || [ "${#cases[@]}" -gt 1 ] || [[ ${names[*]} == *install* ]] || {
  echo "test-systemd: no such case: ${names[*]}; they are in Tests/Systemd/cases" >&2
  exit 64
}
mkdir -p "$store"
need_tree
begin=${EPOCHREALTIME/./}
run=$(mktemp -d "$store/run.XXXXXX")
trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
chmod 0755 "$run"
prepare_root
touch "$run/shared/results"
cp "$package" "$run/shared/zohosyncd.deb"
cp "$repository/README.md" "$run/shared"
[ -z "${PREVIOUS:-}" ] || cp "$PREVIOUS" "$run/shared/previous.deb"
boot
echo "Debian $(inside cat /etc/debian_version) with $(
  inside systemctl --version | sed -n '1s/ (.*//p') booted in $(seconds_since "$begin") s;" \
  "the package is $(basename "$package")"

for name in "${cases[@]}"; do run_case "$name"; done

inside journalctl --quiet --no-pager --all -o short-precise >"$store/journal.log" || true
printf '\nThe whole journal is in %s; %s s in all.\n' \
  "${store#"$repository/"}/journal.log" "$(seconds_since "$begin")"
failed=$(count FAILED)
[ "$failed" = 0 ] || sed -n 's/^FAILED /  FAILED  /p' "$run/shared/results"
if $keep; then
  echo "The container runs: nsenter --target $init --all --root --wd"
  echo "Return ends it."
  read -r || true
fi
echo "$(count ok) passed, $failed failed"
[ "$failed" = 0 ]
