#!/usr/bin/env bash
# Sizes and speed of exported C: LSTM of 8 to 128 units in three precisions, as rows of a Markdown table.
# Needs gcc and arm-none-eabi-gcc. Models are trained for one epoch on the bundled series: their size counts, not their quality.
# usage: benchmarks/devices/measure.sh CAROUSEL FOLDER [prepare|speed]
#   prepare trains, exports, compiles; speed prints the table, with the steps a second of programs that are there.
set -euo pipefail
carousel=$1
folder=$2
phase=${3:-all}
root=$(cd "$(dirname "$0")/../.." && pwd)
series=$root/samples/us_flights_hourly.csv
sizes=(8 16 32 64 128)
precisions=(float32 int8)
cortex=(-mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16)
strict=(-std=c99 -Wall -Wextra -Werror -ffp-contract=off)

prepare() {
  for hidden in "${sizes[@]}"; do
    "$carousel" anomaly "$series" --hidden "$hidden" --epochs 1 --threads 1 --quiet --out "$folder/h$hidden" >/dev/null
    for precision in "${precisions[@]}"; do
      local out=$folder/h$hidden-$precision
      "$carousel" export c "$folder/h$hidden/model.safetensors" --precision "$precision" --data "$series" --name net --out "$out" --quiet >/dev/null
      printf '#define NET_IMPLEMENTATION\n#include "net.h"\n' >"$out/net.c"
      gcc "${strict[@]}" -O2 "$out/net_test.c" -o "$out/net_test" -lm
      gcc "${strict[@]}" -Os -c "$out/net.c" -o "$out/net.o"
      (cd "$out" && arm-none-eabi-gcc "${strict[@]}" "${cortex[@]}" -Os -fstack-usage -c net.c -o arm.o)
      "$out/net_test" >/dev/null || { echo "$out: the golden vectors differ" >&2; exit 1; }
    done
  done
}

# section OBJECT TOOL PATTERN: bytes of the sections whose names match.
section() {
  "$2" -A "$1" | awk -v pattern="$3" '$1 ~ pattern { sum += $2 } END { print sum + 0 }'
}

# row CELL...: a row of the table, commas between thousands.
row() {
  local cell
  for cell in "$@"; do
    printf '| %s ' "$(sed -E ':a; s/^([0-9]+)([0-9]{3})(,|$)/\1,\2\3/; ta' <<<"$cell")"
  done
  echo "|"
}

speed() {
  echo "| H | precision | code | weights | both | both, x86-64 | state | stack, at most | steps a second |"
  echo "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
  for hidden in "${sizes[@]}"; do
    for precision in "${precisions[@]}"; do
      local out=$folder/h$hidden-$precision
      local line rate state stack code weights native
      line=$("$out/net_test" $((2000000 / hidden)) | tail -1)
      rate=$(sed 's/ steps.*//' <<<"$line")
      state=$(sed 's/.*second, \([0-9]*\) bytes.*/\1/' <<<"$line")
      # Every frame of the file at once: no call can need more of it.
      stack=$(awk -F'\t' '{ sum += $2 } END { print sum }' "$out/arm.su")
      code=$(section "$out/arm.o" arm-none-eabi-size '^\.text')
      weights=$(section "$out/arm.o" arm-none-eabi-size '^\.(ro)?data')
      native=$(section "$out/net.o" size '^\.(text|(ro)?data)')
      row "$hidden" "$precision" "$code" "$weights" $((code + weights)) "$native" "$state" "$stack" "$rate"
    done
  done
}

case $phase in
  prepare) prepare ;;
  speed) speed ;;
  *) prepare && speed ;;
esac
