#!/usr/bin/env bash
# Measures what is downloaded, installed and shipped, and writes docs/sizes.json; then CAROUSEL_UPDATE_DOCS=1 with the architecture tests puts the table of docs/reference/packages.md right.
# Takes minutes: packs, and publishes the command three times.
# usage: eng/measure-sizes.sh
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1
runtime=linux-x64
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
libraries=(Carousel Carousel.Inspection Carousel.Report Carousel.Jobs Carousel.Series Carousel.Text Carousel.Media Carousel.Genomes
  Carousel.Interchange Carousel.Extensions Carousel.Data Carousel.Cluster Carousel.Server Carousel.Client)

eng/pack.sh "$work/packages"
eng/publish.sh "$runtime" "$work/file"
eng/publish.sh --trimmed "$runtime" "$work/trimmed"
dotnet publish src/Carousel.Cli -c Release -r "$runtime" --self-contained -o "$work/folder" --nologo -v quiet \
  -p:RestorePackagesWithLockFile=false -p:NuGetLockFilePath=none

bytes() { stat -c %s "$1"; }
{
  echo "{"
  for project in "${libraries[@]}"; do
    echo "  \"$project.dll\": $(bytes "artifacts/bin/$project/release/$project.dll"),"
    echo "  \"$project package\": $(bytes "$work/packages/$project".[0-9]*.nupkg),"
  done
  echo "  \"Carousel.Cli package\": $(bytes "$work/packages/Carousel.Cli".[0-9]*.nupkg),"
  echo "  \"folder\": $(find "$work/folder" -type f ! -path '*/samples/*' -printf '%s\n' | awk '{ sum += $1 } END { print sum }'),"
  echo "  \"file\": $(bytes "$work/file/Carousel.Cli"),"
  echo "  \"trimmed\": $(bytes "$work/trimmed/Carousel.Cli")"
  echo "}"
} > docs/sizes.json
cat docs/sizes.json
echo "measure-sizes: now the table of docs/reference/packages.md: CAROUSEL_UPDATE_DOCS=1 artifacts/bin/Carousel.Architecture.Tests/release/Carousel.Architecture.Tests -class '*SizeTests'"
