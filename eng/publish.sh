#!/usr/bin/env bash
# The command as one trimmed file that needs no .NET installed.
# usage: eng/publish.sh [runtime] [folder]        such as linux-x64 artifacts/publish
set -euo pipefail
cd "$(dirname "$0")/.."
runtime=${1:-linux-x64}
folder=${2:-artifacts/publish/$runtime}
# The packages of one runtime are not in the lock files, which stay as they are.
dotnet publish src/Carousel.Cli -c Release -r "$runtime" --self-contained -o "$folder" --nologo -v quiet \
  -p:PublishTrimmed=true -p:PublishSingleFile=true -p:RestorePackagesWithLockFile=false -p:NuGetLockFilePath=none
echo "published to $folder"
