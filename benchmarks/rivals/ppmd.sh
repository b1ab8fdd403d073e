#!/usr/bin/env bash
# Bits a character that PPMd, the text compressor of 7-Zip, needs for the last tenth of a text after its first nine
# tenths. It learns on while it reads, as `carousel language --adapt` does. The order is the one with the smallest
# archive of the first nine tenths. A character is a byte here: for texts in ASCII.
# usage: benchmarks/rivals/ppmd.sh TEXT       (needs Debian's 7zip)
set -euo pipefail
text=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
all=$(stat -c %s "$text")
head -c $((all * 9 / 10)) "$text" > "$work/head"

packed() {  # FILE ORDER
  rm -f "$work/packed.7z"
  7zz a -bd -m0=PPMd:o="$2":mem=256m "$work/packed.7z" "$1" > "$work/log"
  stat -c %s "$work/packed.7z"
}

best=
for order in 3 4 5 6 7 8 10 12 16; do
  size=$(packed "$work/head" "$order")
  if [ -z "$best" ] || [ "$size" -lt "$least" ]; then
    best=$order least=$size
  fi
done
whole=$(packed "$text" "$best")
awk -v order="$best" -v bytes=$((whole - least)) -v characters=$((all - all * 9 / 10)) 'BEGIN {
  bits = 8 * bytes / characters
  printf "PPMd of order %d: %d bytes for the last %d characters, ", order, bytes, characters
  printf "%.3f bits or %.4f nats a character\n", bits, bits * log(2)
}'
