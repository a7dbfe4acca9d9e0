#!/usr/bin/env bash
# Feeds the targets of Tests/Fuzz with hostile bytes: run.sh PROGRAM SCRATCH RUNS [TARGET…]
#
# What a target learns stays in SCRATCH/corpus, the input of a bug in SCRATCH/found.
set -euo pipefail
program=$1 scratch=$2 runs=$3
shift 3
source_folder=$(dirname "${BASH_SOURCE[0]}")
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(ls "$source_folder/Corpus")

# The Swift runtime would take the crash from libFuzzer, which keeps its input.
export SWIFT_BACKTRACE=enable=no

failed=0
printf '%-8s %12s %10s %10s\n' target executions 'per s' 'peak MiB'
for target in "${targets[@]}"; do
  corpus=$scratch/corpus/$target found=$scratch/found/$target log=$scratch/$target.log
  seeds=("$source_folder/Corpus/$target")
  [ ! -d "$source_folder/Regressions/$target" ] || seeds+=("$source_folder/Regressions/$target")
  mkdir -p "$corpus" "$found"
  # Seeds are read, only the first folder is written to.
  if ! FUZZ_TARGET=$target "$program" -runs="$runs" -max_len=4096 -timeout=10 -rss_limit_mb=768 \
    -print_final_stats=1 -artifact_prefix="$found/" "$corpus" "${seeds[@]}" >"$log" 2>&1; then
    failed=1
    echo "$target: a bug, its input is in $found; the end of $log:" >&2
    grep -E 'Fatal error|ERROR: libFuzzer|Test unit written' "$log" | head -n 5 >&2 || tail -n 20 "$log" >&2
  fi
  awk -v target="$target" '
    /stat::number_of_executed_units/ { executions = $2 }
    /stat::average_exec_per_sec/ { speed = $2 }
    /stat::peak_rss_mb/ { peak = $2 }
    END { printf "%-8s %12s %10s %10s\n", target, executions, speed, peak }' "$log"
done
exit $failed
