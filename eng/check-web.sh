#!/usr/bin/env bash
# Builds the scripts and styles of the report and of the studio anew and compares them with the committed ones.
# Without node or the packages nothing is built, and the last line says so; with CAROUSEL_REQUIRE_TOOLS=1 that is a failure.
# usage: eng/check-web.sh            fails where they differ
#        eng/check-web.sh --update   puts the new ones into place
set -euo pipefail
cd "$(dirname "$0")/.."
# The studio draws with the report's charts and so with its packages: the report comes first.
folders=(src/Carousel.Report/web hosting/Carousel.Studio/web)

# leave REASON: what is missing here; nothing was built anew.
leave() {
  if [ "${CAROUSEL_REQUIRE_TOOLS:-}" = 1 ]; then
    echo "check-web: failed, $1, and CAROUSEL_REQUIRE_TOOLS asks for it"
    exit 1
  fi
  echo "check-web: skipped, $1; the committed bundles were not built anew"
  exit 0
}

# fetch: the packages of the folder, once for each lock file.
fetch() {
  if cmp -s package-lock.json node_modules/.fetched-lock; then
    return
  fi
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
}

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  leave "node is not installed"
fi

for folder in "${folders[@]}"; do
  (cd "$folder" && fetch)
done

fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
for folder in "${folders[@]}"; do
  pushd "$folder" >/dev/null
  npm run --silent check
  if [ "${1:-}" = --update ]; then
    node build.mjs
    echo "check-web: built $folder/dist, $(cat dist/* | wc -c) bytes"
  else
    node build.mjs "$fresh/$folder"
    if ! diff -rq "$fresh/$folder" dist; then
      echo "check-web: failed, $folder/dist is not what $folder/src gives; run eng/check-web.sh --update and commit it"
      exit 1
    fi
  fi
  popd >/dev/null
done
if [ "${1:-}" != --update ]; then
  echo "check-web: the committed bundles equal fresh ones"
fi
