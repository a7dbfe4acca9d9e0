# How a case reads the journal. Part of inside.sh.

# Not a cursor: journalctl 252 with --after-cursor= and a match loses the first entry that matches.
since=@$EPOCHREALTIME

# From here on the functions below look.
mark() {
  journalctl --sync
  since=@$EPOCHREALTIME
}

# The service's own entries since the mark, as JSON, a line each. Matches narrow them down.
journal() {
  journalctl --sync
  journalctl --quiet --no-pager --all -o json --since="$since" \
    _SYSTEMD_UNIT="$unit" "$@"
}

# What systemd itself said about the service since the mark.
manager() {
  journalctl --sync
  journalctl --quiet --no-pager -o cat --since="$since" UNIT="$unit" _PID=1 "$@"
}

# The texts of `journal`; those that are not text are shown as their bytes decoded.
texts() { journal "$@" | jq -r '.MESSAGE | if type == "array" then implode else . end'; }
# told REGEX [MATCH…]: the service said something like this.
told() { texts "${@:2}" | grep -E -- "$1" >/dev/null; }
entries() { journal "$@" | wc -l; }
# field NAME [MATCH…]: the field of the last such entry.
field() { journal "${@:2}" | tail -n 1 | jq -r --arg name "$1" '.[$name] // "missing"'; }
