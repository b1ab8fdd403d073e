#!/usr/bin/env bash
# Runs the guide's programs in JavaScript and Python on exported files: fetches ONNX Runtime for Node.js, then runs the tests
# that need it. All other tests of ONNX use the package Microsoft.ML.OnnxRuntime.
# Without node or the package the tests are left out, and the last line says so; with CAROUSEL_REQUIRE_TOOLS=1 that is a failure.
# usage: eng/check-onnx.sh            after a build in Release
#        eng/check-onnx.sh --fetch    only fetches the runtime; CAROUSEL_ONNX_RUNTIME=artifacts/onnx-runtime lets every test run take it
set -euo pipefail
cd "$(dirname "$0")/.."
# The tests are counted by what dotnet test says in English.
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en

# leave REASON: what is missing here; the guide's programs did not run.
leave() {
  if [ "${CAROUSEL_REQUIRE_TOOLS:-}" = 1 ]; then
    echo "check-onnx: failed, $1, and CAROUSEL_REQUIRE_TOOLS asks for ONNX Runtime"
    exit 1
  fi
  echo "check-onnx: skipped, $1; the guide's programs did not run"
  exit 0
}

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  leave "node is not installed"
fi

# A runtime that lies elsewhere already is taken from there.
if [ -z "${CAROUSEL_ONNX_RUNTIME:-}" ]; then
  export CAROUSEL_ONNX_RUNTIME=$PWD/artifacts/onnx-runtime
  mkdir -p "$CAROUSEL_ONNX_RUNTIME"
  # The package is fetched once for each lock file. Its scripts would fetch libraries for graphics cards.
  if ! cmp -s tests/parity/onnx/package-lock.json "$CAROUSEL_ONNX_RUNTIME/.fetched-lock"; then
    cp tests/parity/onnx/package.json tests/parity/onnx/package-lock.json tests/parity/onnx/.npmrc "$CAROUSEL_ONNX_RUNTIME"
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    if ! npm ci --prefix "$CAROUSEL_ONNX_RUNTIME" --ignore-scripts --no-audit --no-fund --loglevel=error >"$log" 2>&1; then
      cat "$log"
      if grep -qE 'EINTEGRITY|in sync' "$log"; then
        echo "check-onnx: failed, the package is not that of package-lock.json"
        exit 1
      fi
      leave "the package could not be fetched"
    fi
    cp tests/parity/onnx/package-lock.json "$CAROUSEL_ONNX_RUNTIME/.fetched-lock"
  fi
fi

# A package for another kind of machine loads nowhere.
if ! node -e 'require("node:module").createRequire(process.argv[1] + "/x.cjs")("onnxruntime-node")' "$CAROUSEL_ONNX_RUNTIME"; then
  leave "ONNX Runtime does not load on this machine"
fi

if [ "${1:-}" = --fetch ]; then
  echo "check-onnx: ONNX Runtime is in $CAROUSEL_ONNX_RUNTIME"
  exit 0
fi

# A filter that no test matches ends without a word, and a test that is skipped counts as none.
found=$(mktemp)
trap 'rm -f "${log:-}" "$found"' EXIT
dotnet test -c Release --no-build tests/Carousel.Interchange.Tests --filter "Against=OnnxRuntime" | tee "$found"
ran=$({ grep -oE "Passed: +[0-9]+" "$found" || true; } | awk '{ sum += $2 } END { print sum + 0 }')
if [ "$ran" = 0 ]; then
  echo "check-onnx: failed, no test ran against ONNX Runtime"
  exit 1
fi
echo "check-onnx: done, $ran tests"
