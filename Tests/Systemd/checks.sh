# How a case checks: a line for each check, and what was wrong. Part of inside.sh.

results=/shared/results

passed() {
  printf '  ok      %s\n' "$1"
  echo "ok $name: $1" >>"$results"
}

# What was checked, what was seen instead.
failed() {
  printf '  FAILED  %s\n' "$1"
  head -n 20 <<<"${2:-}" | sed 's/^/            /'
  echo "FAILED $name: $1" >>"$results"
}

# check "what has to be so" COMMAND…: the command succeeds.
check() {
  local what=$1 output status=0
  shift
  output=$("$@" 2>&1) || status=$?
  if [ "$status" = 0 ]; then passed "$what"; else failed "$what" "$* ended with $status: $output"; fi
}

# refused "what must not be possible" COMMAND…: the command fails.
refused() {
  local what=$1 output
  shift
  if output=$("$@" 2>&1); then failed "$what" "$* succeeded: $output"; else passed "$what"; fi
}

# equal "what" EXPECTED COMMAND…: the command prints exactly this; its status does not matter.
equal() {
  local what=$1 expected=$2 output status=0
  shift 2
  output=$("$@" 2>&1) || status=$?
  if [ "$output" = "$expected" ]; then passed "$what"; else
    failed "$what" "expected: $expected"$'\n'"got:      $output (status $status)"
  fi
}

# says "what" REGEX COMMAND…: what the command prints matches; its status does not matter.
says() {
  local what=$1 pattern=$2 output
  shift 2
  output=$("$@" 2>&1) || true
  if grep -Eq -- "$pattern" <<<"$output"; then passed "$what"; else
    failed "$what" "no match for: $pattern"$'\n'"$output"
  fi
}

# silent "what" COMMAND…: the command prints nothing.
silent() {
  local what=$1 output
  shift
  output=$("$@" 2>&1) || true
  if [ -z "$output" ]; then passed "$what"; else failed "$what" "$output"; fi
}

# at_most "what" VALUE LIMIT UNIT: a figure and its target.
at_most() {
  local what="$1: $2 $4 (at most $3)"
  if awk "BEGIN { exit !($2 <= $3) }"; then passed "$what"; else failed "$what"; fi
}

# figure "what" VALUE TARGET UNIT: a measurement beside its target. The machine may be busy with other
# things, so only five times as much is a failure.
figure() {
  local what="$1: $2 $4 (target $3)"
  if awk "BEGIN { exit !($2 <= 5 * $3) }"; then passed "$what"; else failed "$what"; fi
}

# eventually SECONDS COMMAND…: the command succeeds in time.
eventually() {
  local end=$((${EPOCHREALTIME/./} + $1 * 1000000))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "${EPOCHREALTIME/./}" -lt "$end" ] || return 1
    sleep 0.05
  done
}

# soon "what" SECONDS COMMAND…: checks that the command succeeds in time.
soon() {
  local what=$1 seconds=$2
  shift 2
  if eventually "$seconds" "$@"; then passed "$what"; else
    failed "$what" "not within $seconds s: $*"$'\n'"$("$@" 2>&1 || true)"
  fi
}

now() { echo "${EPOCHREALTIME/./}"; }
# Milliseconds since a moment that `now` told.
since() { echo $(((${EPOCHREALTIME/./} - $1) / 1000)); }
median() { sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }
# The containers' ends: the case goes on in its next stage.
reboot_now() { exit 90; }
cut_power() { exit 91; }
