#!/usr/bin/env bash
# Packs everything into an empty folder, looks into the packages, installs the command from there and runs the README's first job with it,
# runs samples/train.cs and samples/sum.cs on them, and builds and runs a program that references the libraries, then publishes it trimmed, every warning an error, and runs that.
# Takes about two minutes behind a build of eng/check.sh.
# usage: eng/check-packages.sh [folder]        the folder keeps the packages; without it a temporary one
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
packages=$(realpath -m "${1:-$work/packages}")
eng/pack.sh "$packages"
CarouselChecks=true dotnet build tests/Carousel.Architecture.Tests -c Release --nologo -v quiet

echo "check-packages: what stands in the packages"
CAROUSEL_PACKAGES=$packages dotnet exec artifacts/bin/Carousel.Architecture.Tests/release/Carousel.Architecture.Tests.dll -class "*PackageTests" -noColor -noLogo |
  tee "$work/tests"
if grep -q "Skipped: [1-9]" "$work/tests"; then
  echo "check-packages: failed, tests of the packages were skipped"
  exit 1
fi

# A cache of its own, so that no package of an earlier check is taken; what others publish may come from the usual one.
usual=$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: *//')
export NUGET_PACKAGES=$work/cache
fallback=
if ! ls "$usual" 2>/dev/null | grep -qi '^carousel'; then
  fallback=$usual
fi

echo "check-packages: the command"
dotnet tool install Carousel.Cli --tool-path "$work/tool" --source "$packages"
(
  mkdir "$work/job" && cd "$work/job"
  "$work/tool/carousel" --version
  "$work/tool/carousel" forecast --epochs 1 --ensemble 1 --hidden 8 --quiet > answer.txt
  grep -q "carousel " answer.txt
  [ -s out/us_flights_hourly/model.safetensors ] && [ -s out/us_flights_hourly/report.html ]
  "$work/tool/carousel" predict out/us_flights_hourly/model.safetensors --repeat-known \
    "$(dirname "$(find "$work/tool" -name us_flights_hourly.csv | head -n 1)")/us_flights_hourly.csv" > next.csv
  [ "$(wc -l < next.csv)" = 25 ]
)

echo "check-packages: the command without installing it"
(
  mkdir "$work/dnx" && cd "$work/dnx"
  dotnet dnx Carousel.Cli --source "$packages" --yes forecast --methods zero-shot > answer.txt
  grep -q "zero-shot" answer.txt
)

echo "check-packages: the command of the laboratory"
dotnet tool install Carousel.Lab --tool-path "$work/lab" --source "$packages"
"$work/lab/carousel-lab" | grep -q "^lesson · 1997 tables"

echo "check-packages: the program of docs/tutorials/own-arrays.md, as it stands"
mkdir "$work/own"
cp samples/train.cs samples/Directory.Build.props samples/Directory.Packages.props "$work/own"
# In a here-document an expansion loses its quotation marks.
usual=${fallback:+"<add key=\"usual\" value=\"$fallback\" />"}
cat > "$work/own/nuget.config" <<CONFIG
<configuration>
  <packageSources><add key="carousel" value="$packages" /></packageSources>
  <fallbackPackageFolders>$usual</fallbackPackageFolders>
</configuration>
CONFIG
(cd "$work/own" && dotnet run train.cs | tee answer.txt && grep -q "^the whole sequence: " answer.txt && [ -s model.onnx ])

echo "check-packages: the program of docs/reference/packages.md, with no other feed than the folder"
mkdir "$work/alone"
cp samples/sum.cs samples/Directory.Build.props samples/Directory.Packages.props "$work/alone"
cat > "$work/alone/nuget.config" <<CONFIG
<configuration>
  <packageSources><clear /><add key="carousel" value="$packages" /></packageSources>
</configuration>
CONFIG
(cd "$work/alone" && dotnet run sum.cs | tee answer.txt && grep -q ", in truth 1.03" answer.txt)

echo "check-packages: a program that uses the libraries"
version=$(basename "$packages"/Carousel.Extensions.[0-9]*.nupkg .nupkg | sed 's/^Carousel.Extensions.//')
mkdir "$work/program"
cat > "$work/program/Directory.Build.props" <<'PROJECT'
<Project />
PROJECT
cat > "$work/program/program.csproj" <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <TrimmerSingleWarn>false</TrimmerSingleWarn>
    <InvariantGlobalization>true</InvariantGlobalization>
    <RestoreAdditionalProjectSources>$packages</RestoreAdditionalProjectSources>
    <RestoreFallbackFolders>$fallback</RestoreFallbackFolders>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Carousel.Extensions" Version="$version" />
    <PackageReference Include="Carousel.Interchange" Version="$version" />
  </ItemGroup>
</Project>
PROJECT
cat > "$work/program/Program.cs" <<'PROGRAM'
using Carousel;
using Carousel.Autograd;
using Carousel.Interchange;
using Carousel.Interchange.Imports;
using Carousel.Interchange.PyTorch;
using Carousel.Layers;
using Carousel.Jobs;
using Carousel.Jobs.Networks;
using Carousel.Networks;
using Microsoft.Extensions.DependencyInjection;

using var backend = new CpuBackend(threads: 1);
var model = new Stack(new Lstm(inputSize: 3, hiddenSize: 32), new Dense(inputSize: 32, outputSize: 2));
model.Build(backend, seed: 1);
using var session = new StreamingSession(backend, model);
var output = new float[2];
session.Step([1, 2, 3], output);
var services = new ServiceCollection().AddCarousel().AddForecaster("sales", "sales.safetensors").Services;


// A network goes to PyTorch's file and back, leaves as ONNX and comes back with the same numbers.
using var drawn = NetworkModel.Draw(new NetworkDesign([new NetworkLayer(NetworkLayerKind.Lstm, 3, 4)]), seed: 1);
string file = Path.Combine(Path.GetTempPath(), $"carousel-{Environment.ProcessId}.pth");
drawn.ToPyTorch(file);
using SequenceModel back = ForeignNetworks.Read(file, new TorchImportOptions()).Model;
File.Delete(file);
float[] expected = back.Predict([1, 2, 3]);
string onnx = Path.ChangeExtension(file, ".onnx");
back.ToOnnx(onnx);
using SequenceModel again = ForeignNetworks.Read(onnx, new TorchImportOptions()).Model;
File.Delete(onnx);
float found = again.Predict([1, 2, 3])[3];
Console.WriteLine($"{session.Steps} step, {new JobModels(SeriesModels.Loaders).Tasks.Count} tasks, {services.Count > 3}, {float.IsFinite(output[0])}, {Math.Abs(found - expected[3]) < 1e-5}");
PROGRAM
# requireAnswer TEXT: what the program has to say.
requireAnswer() {
  echo "$1"
  case $1 in
    "1 step, "*" tasks, True, True, True") ;;
    *) echo "check-packages: failed, the program said something else"; exit 1 ;;
  esac
}
requireAnswer "$(cd "$work/program" && dotnet run -c Release)"

echo "check-packages: the same program trimmed, warnings as errors"
runtime=$(dotnet --info | sed -n 's/^ *RID: *//p' | head -n 1)
dotnet publish "$work/program" -c Release -r "$runtime" --self-contained -p:PublishTrimmed=true --nologo -v quiet -o "$work/trimmed"
requireAnswer "$("$work/trimmed/program")"
echo "check-packages: packed, installed, used and trimmed"
