#!/usr/bin/env bash
# Compiles a program on the library to native code, every warning an error, and compares its forecast with that of the usual build, byte for byte;
# then prints the sizes, and the processor time of a start and for a forecast: median of 20. Takes two minutes. Needs clang.
# usage: eng/check-native.sh [instruction set]        such as x86-64-v4; without it x86-64-v3: processors with AVX2
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1
set=${1:-x86-64-v3}
runs=20
data=(samples/us_flights_hourly.csv late_flights)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat > "$work/zero.csproj" <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <InvariantGlobalization>true</InvariantGlobalization>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <ManagePackageVersionsCentrally>false</ManagePackageVersionsCentrally>
  </PropertyGroup>
  <ItemGroup>
    <ProjectReference Include="$PWD/src/Carousel.Series/Carousel.Series.csproj" />
  </ItemGroup>
</Project>
PROJECT
cat > "$work/Program.cs" <<'PROGRAM'
using Carousel.Forecasting;
using Carousel.Jobs.Reading;

if (args is [var file, var target])
{
    var set = SeriesReader.ReadCsv(file, target);
    using var forecaster = new ZeroShotForecaster();
    ZeroShotForecast forecast = forecaster.Forecast([set.Series[0].Column(target).ToArray()], 24, set.Frequency)[0];
    for (int step = 0; step < 24; step++)
    {
        Console.WriteLine(string.Join(',', forecast.Quantiles(step).ToArray()));
    }
}
PROGRAM

# publish NAME [option...]
publish() {
  dotnet publish "$work/zero.csproj" -c Release -r linux-x64 -o "$work/$1" --nologo -v quiet \
    -p:RestorePackagesWithLockFile=false -p:NuGetLockFilePath=none "${@:2}"
}

# median COMMAND...: the time of processors in milliseconds.
median() {
  local TIMEFORMAT='%U %S'
  for _ in $(seq $runs); do
    { time "$@" > /dev/null; } 2>&1
  done | awk '{print 1000 * ($1 + $2)}' | sort -n | awk '{t[NR] = $1} END {printf "%d ms (%d to %d)", t[int((NR + 1) / 2)], t[1], t[NR]}'
}

publish jit --self-contained false
publish ready --self-contained false -p:PublishReadyToRun=true
publish native -p:PublishAot=true -p:IlcInstructionSet="$set"
for kind in jit ready native; do
  program=$work/$kind/zero
  "$program" "${data[@]}" > "$work/$kind.csv"
  cmp "$work/jit.csv" "$work/$kind.csv"
  echo "$kind: $(cat "$work/$kind"/{zero,*.dll} 2>/dev/null | wc -c) bytes, start $(median "$program"), forecast $(median "$program" "${data[@]}")"
done
echo "check-native: compiled without a warning for $set; equal bytes as the usual build"
