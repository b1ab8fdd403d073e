#!/usr/bin/env bash
# Each cell's training pass and streaming step on one thread, beside the LSTM's and beside the same cell in eager PyTorch.
# usage: benchmarks/cells/measure.sh BENCHMARKS [SECONDS] [CELL...]: the built Carousel.Benchmarks.dll, seconds a measurement.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
benchmarks=$1
seconds=${2:-1}
shift $(($# < 2 ? $# : 2))
cells=("$@")
[ ${#cells[@]} -gt 0 ] || cells=(mingru minlstm slstm mlstm delta)

# ours CELL SHAPE: milliseconds of a training pass, microseconds of a step.
ours() {
  dotnet exec "$benchmarks" "$1" --shape "$2" --part training,streaming --seconds "$seconds" --threads 1 --json \
    | tail -n 1 | python3 -c '
import json, sys
result = json.load(sys.stdin)["results"][0]
print("%.4g %.4g" % (result["training_ms"], result["stream_us"]))'
}

echo "| cell | shape | training, ms | LSTM, ms | ratio | PyTorch, ms | ratio | step, µs | LSTM, µs | ratio |"
echo "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
for shape in 16/128/64/100 16/128/64/1000 64/64/32/100; do
  read -r lstm step < <(ours lstm "$shape")
  for cell in "${cells[@]}"; do
    read -r own own_step < <(ours "$cell" "$shape")
    peer=$(/usr/bin/python3 "$here/torch_cells.py" "$seconds" "$cell=$shape" | cut -d' ' -f3)
    awk -v c="$cell" -v s="$shape" -v a="$own" -v b="$lstm" -v p="$peer" -v u="$own_step" -v v="$step" 'BEGIN {
      printf "| %s | %s | %s | %s | %.2f | %s | %.1f | %s | %s | %.2f |\n", c, s, a, b, a / b, p, p / a, u, v, u / v }'
  done
done
