#!/usr/bin/env bash
# How long a cold "carousel predict" takes: publishes the command as one file, untrimmed and trimmed, trains two small models, and answers with each 20 times.
# usage: eng/measure-cold-start.sh [folder]
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(realpath -m "${1:-artifacts/cold-start}")
runs=20
mkdir -p "$folder"
eng/publish.sh linux-x64 "$folder/untrimmed"
eng/publish.sh --trimmed linux-x64 "$folder/trimmed"
"$folder/untrimmed/Carousel.Cli" forecast samples/us_flights_hourly.csv --epochs 2 --ensemble 1 --hidden 16 --out "$folder/forecast" --quiet > /dev/null
"$folder/untrimmed/Carousel.Cli" classify samples/film_reviews.tsv --epochs 1 --out "$folder/classify" --quiet > /dev/null

# Median and range of the wall clock in milliseconds.
measure() {
  local name=$1
  shift
  for _ in $(seq $runs); do
    local start=$EPOCHREALTIME
    "$@" > /dev/null 2>&1
    echo $(((${EPOCHREALTIME/./} - ${start/./}) / 1000))
  done | sort -n | awk -v name="$name" '{t[NR] = $1} END {printf "%-28s median %d ms, %d to %d ms over %d runs\n", name, t[int((NR + 1) / 2)], t[1], t[NR], NR}'
}

for kind in untrimmed trimmed; do
  program=$folder/$kind/Carousel.Cli
  printf '%-28s %d MB\n' "$kind file" $(($(stat -c %s "$program") / 1000000))
  measure "$kind, --version" "$program" --version
  measure "$kind, predict text" "$program" predict "$folder/classify/model.safetensors" --text "a fine film"
  measure "$kind, predict forecast" "$program" predict "$folder/forecast/model.safetensors" samples/us_flights_hourly.csv --repeat-known
done
