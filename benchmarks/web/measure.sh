#!/usr/bin/env bash
# Steps a second of exported pages in headless Chromium: LSTM of 8 to 128 units in two precisions, as rows of a Markdown table.
# Models are trained for one epoch on the bundled series: their size counts, not their quality.
# usage: benchmarks/web/measure.sh CAROUSEL FOLDER [prepare|speed]
#   prepare trains and exports; speed opens each page three times and prints the table with the middle run.
set -euo pipefail
carousel=$1
folder=$2
phase=${3:-all}
root=$(cd "$(dirname "$0")/../.." && pwd)
series=$root/samples/us_flights_hourly.csv
sizes=(8 32 64 128)
precisions=(float32 int8)

prepare() {
  for hidden in "${sizes[@]}"; do
    "$carousel" anomaly "$series" --hidden "$hidden" --epochs 1 --threads 1 --quiet --out "$folder/h$hidden" >/dev/null
    for precision in "${precisions[@]}"; do
      "$carousel" export web "$folder/h$hidden/model.safetensors" --precision "$precision" --out "$folder/h$hidden-$precision.html" --quiet >/dev/null
    done
  done
}

speed() {
  echo "| H | precision | page, bytes | of which the model | steps a second |"
  echo "| --- | --- | --- | --- | --- |"
  for hidden in "${sizes[@]}"; do
    for precision in "${precisions[@]}"; do
      local page dom steps=()
      page=$(realpath "$folder/h$hidden-$precision.html")
      for _ in 1 2 3; do
        dom=$(chromium --headless --no-sandbox --disable-gpu --dump-dom "file://$page#measure" 2>/dev/null)
        grep -q 'class="good"' <<<"$dom" || { echo "$page: the answers differ from Carousel's" >&2; exit 1; }
        steps+=("$(grep -o 'data-steps="[0-9]*"' <<<"$dom" | tr -dc 0-9)")
      done
      echo "| $hidden | $precision | $(stat -c %s "$page") | $(grep -o '<script type="application/json" id="model">[^<]*' "$page" | wc -c) | $(printf '%s\n' "${steps[@]}" | sort -n | sed -n 2p) |"
    done
  done
}

case $phase in
  prepare) prepare ;;
  speed) speed ;;
  *) prepare && speed ;;
esac
