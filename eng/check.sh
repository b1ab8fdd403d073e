#!/usr/bin/env bash
# The whole check, here and in continuous integration; takes minutes. The last line counts the tests of all runs.
# usage: eng/check.sh [--slow]
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1
# Analyzers, style, documentation and warnings of null: part of this check, not of every build.
export CarouselChecks=true
# Tiered PGO is off: most processes of this check end before faster code repays the cost of its instrumentation.
export DOTNET_TieredPGO=0

log=$(mktemp)
aside=$(mktemp -d)
# The compiler that all projects share stays for a while. On a machine of its own it ends with the check; elsewhere somebody
# else's build may be using it.
end() {
  rm -rf "$log" "$aside"
  if [ "${CI:-}" = true ]; then
    dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1
  fi
}
trap end EXIT
failures=()

# step NAME COMMAND...: runs the command, goes on where it fails.
step() {
  local name=$1 begun=$SECONDS
  shift
  echo "== $name"
  if "$@" 2>&1 </dev/null | tee -a "$log"; then
    echo "== $name: done in $((SECONDS - begun)) s"
  else
    echo "== $name: failed after $((SECONDS - begun)) s"
    failures+=("$name")
  fi
}

# begin NAME COMMAND...: runs the command while later steps run; its step is "ended NAME".
begin() {
  local name=$1
  shift
  {
    "$@" >"$aside/$name" 2>&1 </dev/null
    echo $? >"$aside/$name.code"
  } &
  echo $! >"$aside/$name.pid"
}

# ended NAME: waits for a command started by begin, prints its output and returns its exit code.
ended() {
  until [ -s "$aside/$1.code" ] || ! kill -0 "$(cat "$aside/$1.pid")" 2>/dev/null; do
    sleep 0.5
  done
  cat "$aside/$1"
  return "$(cat "$aside/$1.code" 2>/dev/null || echo 1)"
}

# The sum of a count over all test runs: Passed, Failed or Skipped. The runner of the tests does not print how many passed.
count() {
  awk -v wanted="$1" '
    function number(name) {
      return match($0, name ": +[0-9]+") ? substr($0, RSTART + length(name) + 1, RLENGTH - length(name) - 1) + 0 : 0
    }
    / Errors: [0-9]/ {
      failed = number("Errors") + number("Failed")
      passed = number("Total") - failed - number("Skipped") - number("Not Run")
      sum += wanted == "Passed" ? passed : wanted == "Failed" ? failed : number(wanted)
      next
    }
    { sum += number(wanted) }
    END { print sum + 0 }' "$log"
}

# The tests of what computes in vectors, all of it under Kernels and Lanes, and of what observes the kernels: everything else gets
# its numbers from there, and the bits are equal in every mode.
without_avx512() {
  DOTNET_EnableAVX512=0 dotnet test -c Release --no-build tests/Carousel.Tests --filter "Speed!=Slow&Speed!=Long" &&
    DOTNET_EnableAVX512=0 dotnet test -c Release --no-build tests/Carousel.Inspection.Tests --filter "Speed!=Slow" &&
    DOTNET_EnableAVX512=0 dotnet test -c Release --no-build laboratory/Carousel.Laboratory.Tests --filter \
      "(FullyQualifiedName~.Lanes.|FullyQualifiedName~QuickRunTests)&Speed!=Slow"
}

# narrow SWITCH FILTER: the tests whose bits must hold without vector fused multiply-adds: kernels, and one tiny training over
# the layers, which call nothing else. Without them products are some 400 times slower: shapes are small (SoftwareProducts), and the
# two tests that need large ones run in the other modes only.
narrow() {
  env "$1" dotnet test -c Release --no-build tests/Carousel.Tests --filter \
    "(FullyQualifiedName~.Tests.Kernels.|FullyQualifiedName~Fit_GivesTheSameModelFile_ForAny)&Speed!=Slow\
&FullyQualifiedName!~GradientsOfManyWeights&FullyQualifiedName!~ManyRowsOfLongSums$2"
}

step "restore, with the locked versions" dotnet restore --locked-mode
# Analyzers, style and how lines are set (IDE0055) are errors here.
step "build, no warnings" dotnet build -c Release --no-restore --nologo -v quiet
# With the runtime there, the tests run the guide's programs in JavaScript and Python.
step "ONNX Runtime" bash eng/check-onnx.sh --fetch
if [ -z "${CAROUSEL_ONNX_RUNTIME:-}" ] && [ -e artifacts/onnx-runtime/.fetched-lock ] && command -v node >/dev/null; then
  export CAROUSEL_ONNX_RUNTIME=$PWD/artifacts/onnx-runtime
fi
# It installs axe-core, too, by which the tests look for barriers in the studio's pages.
step "bundles of the report and the studio" bash eng/check-web.sh
step "tests" dotnet test -c Release --filter "Speed!=Slow" --no-build
# Trimming uses one processor. The tests that run meanwhile are built, and compile nothing.
begin trimmed bash eng/check-trimmed.sh
# Starts an app host with its processes: slow, and the only test of them together.
step "the Aspire sample" dotnet test -c Release --no-build tests/Carousel.Aspire.Hosting.Tests --filter "Speed=Slow"
# Without AVX-512 in the processor, the tests above have run that way already.
if ! grep -qs '^flags.* avx2 ' /proc/cpuinfo || grep -qs '^flags.* avx512f ' /proc/cpuinfo; then
  step "tests without AVX-512" without_avx512
fi
step "kernels without AVX2" narrow DOTNET_EnableAVX2=0 ""
# What is loaded and stored is the same with and without them.
step "kernels without intrinsics" narrow DOTNET_EnableHWIntrinsic=0 "&FullyQualifiedName!~BoundsTests&FullyQualifiedName!~StayInsideTheirSpans"
step "trimmed" ended trimmed
# The library in a browser: compiled once more, for there.
forecast_page() {
  export CAROUSEL_FORECAST_PAGE=$PWD/artifacts/forecast.html
  bash eng/page.sh "$CAROUSEL_FORECAST_PAGE" &&
    dotnet test -c Release --no-build tests/Carousel.Browser.Tests --filter "FullyQualifiedName~ForecastPageTests"
}
step "the page that forecasts" forecast_page
# Whole trainings, kills and resumes, the examples of each --help: by hand. Sweeps over all numbers take many minutes more.
if [ "${1:-}" = --slow ]; then
  step "slow tests" dotnet test -c Release --no-build --filter \
    "Speed=Slow&FullyQualifiedName!~OverAllNumbers&FullyQualifiedName!~AspireShopTests&FullyQualifiedName!~ForecastPageTests"
fi
step "PyTorch there and back" bash eng/check-pytorch.sh
step "site" bash eng/site.sh --no-build
step "packages" bash eng/check-packages.sh artifacts/packages

passed=$(count Passed)
failed=$(count Failed)
skipped=$(count Skipped)
if [ "$passed" = 0 ]; then
  failures+=("no test ran")
fi

# Which tests failed, once more where nobody has to search for it.
grep -E -A 6 '^ +Failed [A-Za-z]|\[FAIL\]$' "$log" || true
for name in "${failures[@]}"; do
  echo "failed: $name"
done

# A step that failed without a failed test counts as one failure.
if [ "$failed" = 0 ]; then
  failed=${#failures[@]}
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "${#failures[@]}" = 0 ] && [ "$failed" = 0 ]
