#!/usr/bin/env bash
# How long a user waits: the default command of each job on the bundled data, by one or more builds of the command in turn.
# usage: benchmarks/waits.sh BUILD [BUILD …]        folders with Carousel.Cli.dll, such as artifacts/bin/Carousel.Cli/release
# JOBS names some of the jobs, LIMIT the most seconds of one (default 300; a job that takes longer is counted with them).
# Prints seconds, processor seconds and peak memory of each job, the sums, and the ratio of each build's sum to the first's.
set -euo pipefail
jobs=${JOBS:-forecast anomaly classify tag language translate transcribe caption write genome survive life video music}
limit=${LIMIT:-300}
[ $# -gt 0 ] || { sed -n 's/^# //p' "$0" | head -3; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '%-12s %5s %9s %9s %9s\n' job build seconds processor 'peak MB'
for job in $jobs; do
  number=0
  for build in "$@"; do
    number=$((number + 1))
    code=0
    /usr/bin/time -f '%e %U %S %M' -o "$work/time" timeout "$limit" \
      dotnet "$build/Carousel.Cli.dll" "$job" --out "$work/out" --quiet >"$work/log" 2>&1 || code=$?
    rm -rf "$work/out"
    [ "$code" = 0 ] || echo "$job, build $number: exit code $code, $(tail -n 1 "$work/log")" >&2
    tail -n 1 "$work/time" | awk -v job="$job" -v build="$number" \
      '{ printf "%-12s %5d %9.1f %9.1f %9.0f\n", job, build, $1, $2 + $3, $4 / 1024 }' | tee -a "$work/lines"
  done
done
awk '{ seconds[$2] += $3; processor[$2] += $4; if ($2 > builds) builds = $2 }
  END {
    for (b = 1; b <= builds; b++)
      printf "%-12s %5d %9.1f %9.1f     ratio %.2f\n", "sum", b, seconds[b], processor[b], seconds[b] / seconds[1]
  }' "$work/lines"
