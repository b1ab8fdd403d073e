#!/usr/bin/env bash
# Ranks beside independent processes: units a second of both shapes, and what an exchange costs.
# measure.sh CAROUSEL FOLDER: the command's Carousel.Cli.dll, and a folder for what is made.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
carousel=$(realpath "$1")
mkdir -p "$2"
cd "$2"
for _ in 1 2 3 4; do head -c 800000 "$here/../../samples/moby_dick.txt"; done > text.txt
text=text.txt
launch=(mpirun --allow-run-as-root --oversubscribe --bind-to none)

# The seed shape: 16 channels, pieces of 100 rows, 128 units, 64 pieces a batch.
[ -e channels.csv ] || python3 - > channels.csv <<'PY'
import datetime, math, random
random.seed(1)
print("time," + ",".join(f"c{i}" for i in range(16)))
start = datetime.datetime(2020, 1, 1)
for row in range(20000):
    values = ",".join(f"{math.sin(row / (9 + i)) + 0.1 * random.random():.3f}" for i in range(16))
    print(f"{start + datetime.timedelta(minutes=row)},{values}")
PY
language=(language "$text" --hidden 128 --length 64 --baseline none --dropout 0 --epochs 1)
seed=(anomaly channels.csv --hidden 128 --layers 1 --window 100 --epochs 30)

# per_second FOLDER...: steps a second of the last two thirds of the steps, since code is still compiled in the first;
# the sum over the folders.
per_second() {
  python3 - "$@" <<'PY'
import json, sys
total = 0
for folder in sys.argv[1:]:
    steps = [s for s in map(json.loads, open(folder + "/metrics.jsonl")) if s["kind"] == "step"]
    first, last = steps[len(steps) // 3], steps[-1]
    total += (last["step"] - first["step"]) / (last["seconds"] - first["seconds"])
print(f"{total:.2f}")
PY
}
fit() { dotnet "$carousel" "$@" --quiet --overwrite --threads 1 > /dev/null; }
ranks() { local n=$1; shift; "${launch[@]}" -n "$n" dotnet "$carousel" "$@" --quiet --overwrite --ranks > /dev/null; }

for round in ${ROUNDS:-1 2 3}; do
  for shape in language seed; do
    declare -n base=$shape
    fit "${base[@]}" --batch 64 --out alone
    fit "${base[@]}" --batch 64 --out a & fit "${base[@]}" --batch 64 --out b & wait
    ranks 2 "${base[@]}" --batch 128 --shards 2 --out weak
    ranks 2 "${base[@]}" --batch 64 --shards 2 --out strong
    echo "$shape, steps a second, round $round: alone $(per_second alone), two independent $(per_second a b)," \
      "2 ranks of 64 sequences each $(per_second weak), 2 ranks of 32 each $(per_second strong)"
  done
done
mpicc -O2 "$here/exchange.c" -o exchange
for n in 2 4; do "${launch[@]}" -n "$n" ./exchange; done
