#!/usr/bin/env bash
# For while one works: builds one project of tests with what it tests and nothing else, and runs its tests but for the long ones.
# For the library it takes about a minute on two cores in a fresh clone.
# usage: eng/quick.sh [project]    such as Jobs for tests/Carousel.Jobs.Tests, where those of all families of jobs are; without it those of the library, tests/Carousel.Tests
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

name=Carousel${1:+.$1}.Tests
folder=tests
[ "${1:-}" = Laboratory ] && folder=laboratory
if [ ! -d "$folder/$name" ]; then
  echo "quick: there is no tests/$name. The projects: $(cd tests && echo Carousel.*.Tests Carousel.Laboratory.Tests | sed -E 's/Carousel\.|\.Tests//g')"
  exit 2
fi
dotnet build -c Release --nologo -v quiet "$folder/$name"
dotnet exec "artifacts/bin/$name/release/$name.dll" -noLogo -trait- Speed=Slow -trait- Speed=Long
