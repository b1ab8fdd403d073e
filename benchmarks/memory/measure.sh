#!/usr/bin/env bash
# The peak memory that "carousel describe VERB …" states beside the one that the fit reaches, as a row of a Markdown table.
# usage: benchmarks/memory/measure.sh CAROUSEL FOLDER VERB [FILE] [OPTIONS]
#   such as benchmarks/memory/measure.sh artifacts/bin/Carousel.Cli/release/Carousel.Cli out/memory classify --epochs 8
set -euo pipefail
carousel=$1
folder=$2
shift 2
mkdir -p "$folder"
stated=$("$carousel" describe "$@" --threads 2 --json 2>/dev/null | tail -n 1 | grep -o '"peak_bytes":[0-9]*' | tr -dc 0-9)

# What the kernel counted is read until the process is gone: its last value is the peak.
"$carousel" "$@" --threads 2 --quiet --out "$folder" > /dev/null 2>&1 &
fit=$!
measured=0
while peak=$(awk '/VmHWM/ {print $2}' "/proc/$fit/status" 2>/dev/null) && [ -n "$peak" ]; do
  measured=$peak
  sleep 0.02
done
wait "$fit"
awk -v what="$*" -v stated="$stated" -v measured="$measured" \
  'BEGIN {printf "| `%s` | %.0f | %.0f | %.2f |\n", what, stated / 1048576, measured / 1024, stated / 1024 / measured}'
