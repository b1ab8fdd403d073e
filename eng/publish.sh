#!/usr/bin/env bash
# The command as one file that needs no .NET installed.
# usage: eng/publish.sh [--trimmed] [runtime] [folder]        such as linux-x64 artifacts/publish
# Its assemblies are precompiled (ReadyToRun): it starts sooner. Trimmed, the file has less than a third of the size (docs/sizes.json) and
# is slower to start: it has no precompiled code, not even the framework's.
set -euo pipefail
cd "$(dirname "$0")/.."
trimmed=false
if [ "${1:-}" = --trimmed ]; then
  trimmed=true
  shift
fi

runtime=${1:-linux-x64}
folder=${2:-artifacts/publish/$runtime}
# The lock files do not list the packages of one runtime and are not changed. PublishTrimmed as a global property would
# also apply to the libraries and compile all of them again.
dotnet publish src/Carousel.Cli -c Release -r "$runtime" --self-contained -o "$folder" --nologo -v quiet \
  -p:TrimmedCommand=$trimmed -p:PublishSingleFile=true -p:RestorePackagesWithLockFile=false -p:NuGetLockFilePath=none
echo "published to $folder"
