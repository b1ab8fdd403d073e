#!/usr/bin/env bash
# How long a cold "carousel predict" takes: publishes the command as one file, untrimmed and trimmed, and an empty program beside it, trains two small models, and answers with each 20 times;
# then says how many methods were compiled for an answer.
# usage: eng/measure-cold-start.sh [folder]
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(realpath -m "${1:-artifacts/cold-start}")
runs=20
mkdir -p "$folder/empty-source"
eng/publish.sh linux-x64 "$folder/untrimmed"
eng/publish.sh --trimmed linux-x64 "$folder/trimmed"
cat > "$folder/empty-source/empty.csproj" <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <InvariantGlobalization>true</InvariantGlobalization>
    <ManagePackageVersionsCentrally>false</ManagePackageVersionsCentrally>
  </PropertyGroup>
</Project>
PROJECT
echo 'System.Console.WriteLine();' > "$folder/empty-source/Program.cs"
# The settings of this repository would add its analyzers.
echo '<Project />' | tee "$folder/empty-source/Directory.Build.props" > "$folder/empty-source/Directory.Build.targets"
dotnet publish "$folder/empty-source" -c Release -r linux-x64 --self-contained -p:PublishSingleFile=true -o "$folder/empty" --nologo -v quiet
"$folder/untrimmed/Carousel.Cli" forecast samples/us_flights_hourly.csv --epochs 2 --ensemble 1 --hidden 16 --out "$folder/forecast" --quiet > /dev/null
"$folder/untrimmed/Carousel.Cli" classify samples/film_reviews.tsv --epochs 1 --out "$folder/classify" --quiet > /dev/null
text=(predict "$folder/classify/model.safetensors" --text "a fine film")
table=(predict "$folder/forecast/model.safetensors" samples/us_flights_hourly.csv --repeat-known)

# Median and range of the wall clock in milliseconds.
measure() {
  local name=$1
  shift
  for _ in $(seq $runs); do
    local start=$EPOCHREALTIME
    "$@" > /dev/null 2>&1
    echo $(((${EPOCHREALTIME/./} - ${start/./}) / 1000))
  done | sort -n | awk -v name="$name" '{t[NR] = $1} END {printf "%-34s median %d ms, %d to %d ms over %d runs\n", name, t[int((NR + 1) / 2)], t[1], t[NR], NR}'
}

measure "an empty program" "$folder/empty/empty"
for kind in untrimmed trimmed; do
  program=$folder/$kind/Carousel.Cli
  printf '%-34s %d MB\n' "$kind file" $((($(stat -c %s "$program") + 500000) / 1000000))
  measure "$kind, --version" "$program" --version
  measure "$kind, predict text" "$program" "${text[@]}"
  measure "$kind, predict forecast" "$program" "${table[@]}"
done

measure "untrimmed, predict text, one core" taskset -c 0 "$folder/untrimmed/Carousel.Cli" "${text[@]}"
DOTNET_JitStdOutFile=$folder/methods.txt DOTNET_JitDisasmSummary=1 "$folder/untrimmed/Carousel.Cli" "${text[@]}" > /dev/null
echo "methods compiled for the text      $(wc -l < "$folder/methods.txt")"
