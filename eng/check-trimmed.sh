#!/usr/bin/env bash
# Publishes the command trimmed, every warning an error, and runs of it what trimming could break: the formats of other programs, their exports and a training.
# What convert, predict and export write has to be what the untrimmed command writes, byte for byte. Takes about two minutes behind "dotnet build -c Release".
# usage: eng/check-trimmed.sh [folder]        the folder keeps the published file; without it a temporary one
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
folder=${1:-$work/file}
runtime=$(dotnet --info | sed -n 's/^ *RID: *//p' | head -n 1)
eng/publish.sh --trimmed "$runtime" "$folder"
states=tests/parity/pytorch/states
keras=tests/parity/golden/keras

# outputs COMMAND...: what the command writes for models from and to other programs, in a folder of its own.
outputs() {
  mkdir -p "$to"
  "$@" convert "$states/lstm-2.pth" "$to/lstm.safetensors"
  "$@" convert "$states/gru-1-both.pth" "$to/gru.safetensors"
  "$@" convert "$keras/gru.safetensors" "$to/keras.safetensors"
  "$@" convert "$to/lstm.safetensors" "$to/lstm.pth"
  "$@" convert "$states/lstm-2.pth" "$to/lstm.onnx"
  "$@" export onnx "$to/gru.safetensors" --out "$to/gru"
  "$@" export c "$to/lstm.safetensors" --out "$to/c"
  "$@" describe "$to/keras.safetensors"
  "$@" describe forecast --schema
  "$@" describe translate --schema
  printf 'input1,input2,input3\n1,2,3\n0,1,0\n' > "$to/rows.csv"
  "$@" predict "$to/lstm.safetensors" "$to/rows.csv" > "$to/predicted.csv"
  "$@" convert samples/latch.onnx "$to/latch.safetensors"
  "$@" forecast samples/us_flights_hourly.csv --target late_flights --epochs 1 --hidden 8 --seed 1 --quiet --out "$fit" > /dev/null
  "$@" predict "$fit/model.safetensors" samples/us_flights_hourly.csv > "$to/forecast.csv"
}

# said KIND COMMAND: the outputs of a command and what it prints, with no folder in its lines.
said() {
  to=$work/$1/out
  fit=$work/fit-$1
  outputs "$2" > "$work/$1.txt"
  sed "s|$to|OUT|g" "$work/$1.txt" > "$work/$1.said"
}

# Both at the same time: each start computes on one processor.
said trimmed "$folder/Carousel.Cli" &
trimmed=$!
said whole artifacts/bin/Carousel.Cli/release/Carousel.Cli
wait "$trimmed"
diff -r "$work/trimmed" "$work/whole"
diff "$work/trimmed.said" "$work/whole.said"
cat "$work/trimmed.said"
echo "check-trimmed: published without a warning; equal bytes as the whole command"
