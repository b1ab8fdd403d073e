#!/usr/bin/env bash
# Packs everything: libraries, commands and symbols. Older packages in the folder are removed. With CI=true, as for publishing, versions of
# dependencies are those of the lock files, and symbols contain no paths of this machine.
# usage: eng/pack.sh [folder]        artifacts/packages by default
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1
packages=$(realpath -m "${1:-artifacts/packages}")
mkdir -p "$packages"
rm -f "$packages"/Carousel*.nupkg "$packages"/Carousel*.snupkg

# As in eng/check.sh: a package has the documentation that a build with checks writes.
CarouselChecks=true dotnet pack -c Release --nologo -v quiet -o "$packages"
echo "pack: $(find "$packages" -name 'Carousel*.nupkg' | wc -l) packages in $packages"
