#!/usr/bin/env bash
# Writes the documentation as a site into artifacts/site: pages, API reference, search; it opens from the folder and under any path.
# usage: eng/site.sh [--no-build]
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en

# The reference needs the XML documentation of every library, which a build with checks writes.
export CarouselChecks=true
if [ "${1:-}" != --no-build ]; then
  for project in src/*/PublicApi.txt hosting/*/PublicApi.txt; do
    dotnet build -c Release --nologo -v quiet "$(dirname "$project")"
  done
fi

dotnet run -c Release --project eng/Carousel.Site -- artifacts/site
