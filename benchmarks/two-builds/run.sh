#!/bin/sh
# Whether a change made a layer slower: two builds in one process, in turn, pinned to one core, three processes.
# usage: benchmarks/two-builds/run.sh OLD NEW [filter …]     folders that hold Carousel.dll; filters such as "gru streaming"
# Prints for each workload the time of OLD over that of NEW (above 1: NEW is faster), its quartiles, and whether the bits are equal.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
old=$(realpath "$1") new=$(realpath "$2")
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for build in old new; do
  eval "folder=\$$build"
  dotnet build "$here/Workload.csproj" -c Release -v q --nologo -p:Build="$folder" -p:Objects="$work/obj-$build/" -o "$work/$build"
  cp "$folder/Carousel.dll" "$work/$build"
done
dotnet build "$here/Compare.csproj" -c Release -v q --nologo -p:Objects="$work/obj/" -o "$work/compare"
for process in 1 2 3; do
  taskset -c 1 dotnet "$work/compare/Compare.dll" "$work/old/Workload.dll" "$work/new/Workload.dll" "$@"
done
