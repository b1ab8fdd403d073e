#!/bin/sh
# Whether a layer is slower than before, or than LibTorch: two programs in one process, in turn, pinned to one core, PROCESSES (3) processes.
# usage: benchmarks/two-builds/run.sh OLD NEW [filter …]     folders that hold Carousel.dll; filters such as "gru streaming"
# OLD may be the word libtorch: LibTorch 2.10 through TorchSharp 0.107, one thread (600 MB are downloaded). It needs GCC 13's
# libstdc++; with an older one, PRELOAD names a library that has what is missing, and LIBTORCH a folder with libLibTorchSharp.so.
# OLD may be the word onnxruntime: forward passes of exported layers by ONNX Runtime; NEW is then the command's folder.
# Filters are parts of names: "lstm forward", "loop language" (whole training loops: batch, clipping, Adam), "streaming".
# Prints for each workload the time of OLD over that of NEW (above 1: NEW is faster), its quartiles, and whether the bits are equal.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
old=$1 new=$(realpath "$2")
case $old in libtorch | onnxruntime) ;; *) old=$(realpath "$old") ;; esac
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for build in old new; do
  eval "folder=\$$build"
  if [ "$folder" = libtorch ]; then
    dotnet build "$here/LibTorch.csproj" -c Release -v q --nologo -p:Objects="$work/obj-$build/" -o "$work/$build"
    [ -z "${LIBTORCH-}" ] || { mkdir "$work/$build/cpu" && cp "$LIBTORCH"/*.so* "$work/$build/cpu/"; }
    continue
  fi
  if [ "$folder" = onnxruntime ]; then
    dotnet build "$here/OnnxRuntime.csproj" -c Release -v q --nologo -p:Build="$new" -p:Objects="$work/obj-$build/" -o "$work/$build"
    continue
  fi
  dotnet build "$here/Workload.csproj" -c Release -v q --nologo -p:Build="$folder" -p:Objects="$work/obj-$build/" -o "$work/$build"
  cp "$folder/Carousel.dll" "$work/$build"
done
dotnet build "$here/Compare.csproj" -c Release -v q --nologo -p:Objects="$work/obj/" -o "$work/compare"
for process in $(seq "${PROCESSES-3}"); do
  OMP_NUM_THREADS=1 MKL_NUM_THREADS=1 LD_PRELOAD=${PRELOAD-} DOTNET_PROCESSOR_COUNT=2 \
    taskset -c 1 dotnet "$work/compare/Compare.dll" "$work/old/Workload.dll" "$work/new/Workload.dll" "$@"
done
