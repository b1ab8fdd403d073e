#!/usr/bin/env bash
# Training of the matrix memories 64 steps at a time beside the same program built to take one step at a time.
# usage: benchmarks/cells/one_step.sh [SECONDS]: seconds a measurement. Builds both in a folder of its own.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-2}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for chunk in 64 1; do
  mkdir "$folder/$chunk"
  git archive HEAD | tar x -C "$folder/$chunk"
  sed -i "s/public const int Chunk = 64;/public const int Chunk = $chunk;/" \
    "$folder/$chunk/src/Carousel/Kernels/Recurrent/MatrixSize.cs"
  grep -q "Chunk = $chunk;" "$folder/$chunk/src/Carousel/Kernels/Recurrent/MatrixSize.cs"
  (cd "$folder/$chunk" && dotnet build -c Release --nologo -v quiet benchmarks/Carousel.Benchmarks >&2)
done

# ours CHUNK CELL SHAPE: milliseconds of a training pass.
ours() {
  dotnet exec "$folder/$1/artifacts/bin/Carousel.Benchmarks/release/Carousel.Benchmarks.dll" "$2" \
    --shape "$3" --part training --seconds "$seconds" --threads 1 --json \
    | tail -n 1 | python3 -c 'import json, sys; print("%.4g" % json.load(sys.stdin)["results"][0]["training_ms"])'
}

echo "| cell | shape | 64 steps at a time, ms | one step at a time, ms | times as fast |"
echo "| --- | --- | --- | --- | --- |"
for shape in 16/128/16/2048 64/64/16/2048; do
  for cell in mlstm delta; do
    chunks=$(ours 64 "$cell" "$shape")
    steps=$(ours 1 "$cell" "$shape")
    awk -v c="$cell" -v s="$shape" -v a="$chunks" -v b="$steps" 'BEGIN {
      printf "| %s | %s | %s | %s | %.1f |\n", c, s, a, b, b / a }'
  done
done
