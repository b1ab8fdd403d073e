#!/usr/bin/env bash
# Holds what Carousel reads and writes as ONNX against ONNX Runtime, live: fetches the runtime, then runs the tests that need it.
# Without node or the package the tests are left out, and the last line says so.
# usage: eng/check-onnx.sh    after a build in Release
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "check-onnx: skipped, node is not installed; nothing was held against ONNX Runtime"
  exit 0
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
      echo "check-onnx: skipped, the package could not be fetched; nothing was held against ONNX Runtime"
      exit 0
    fi
    cp tests/parity/onnx/package-lock.json "$CAROUSEL_ONNX_RUNTIME/.fetched-lock"
  fi
fi

# A package for another kind of machine loads nowhere.
if ! node -e 'require("node:module").createRequire(process.argv[1] + "/x.cjs")("onnxruntime-node")' "$CAROUSEL_ONNX_RUNTIME"; then
  echo "check-onnx: skipped, ONNX Runtime does not load on this machine; nothing was held against it"
  exit 0
fi

dotnet test -c Release --no-build tests/Carousel.Interchange.Tests --filter "Against=OnnxRuntime"
echo "check-onnx: done"
