#!/usr/bin/env bash
# Builds the report's script and style anew and compares them with the committed ones.
# Without node or the packages nothing is built, and the last line says so; with CAROUSEL_REQUIRE_TOOLS=1 that is a failure.
# usage: eng/check-web.sh            fails where they differ
#        eng/check-web.sh --update   puts the new ones into place
set -euo pipefail
cd "$(dirname "$0")/../src/Carousel.Report/web"

# leave REASON: what is missing here; nothing was built anew.
leave() {
  if [ "${CAROUSEL_REQUIRE_TOOLS:-}" = 1 ]; then
    echo "check-web: failed, $1, and CAROUSEL_REQUIRE_TOOLS asks for it"
    exit 1
  fi
  echo "check-web: skipped, $1; the committed bundle was not built anew"
  exit 0
}

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  leave "node is not installed"
fi

# The packages are fetched once for each lock file.
if ! cmp -s package-lock.json node_modules/.fetched-lock; then
  log=$(mktemp)
  if ! npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >"$log" 2>&1; then
    cat "$log"
    if grep -qE 'EINTEGRITY|in sync' "$log"; then
      echo "check-web: failed, the packages are not those of package-lock.json"
      exit 1
    fi
    leave "the packages could not be fetched"
  fi
  cp package-lock.json node_modules/.fetched-lock
fi

npm run --silent check

if [ "${1:-}" = --update ]; then
  node build.mjs
  echo "check-web: built, $(wc -c <dist/report.js) bytes of script, $(wc -c <dist/report.css) bytes of style"
  exit 0
fi

fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
node build.mjs "$fresh"
for file in report.js report.css; do
  if ! cmp "$fresh/$file" "dist/$file"; then
    echo "check-web: failed, dist/$file is not what web/src gives; run eng/check-web.sh --update and commit it"
    exit 1
  fi
done
echo "check-web: the committed bundle equals a fresh one"
