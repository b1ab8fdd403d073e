#!/usr/bin/env bash
# Builds the page that forecasts in a browser, one file that also works offline. Needs the packages of .NET for browsers, which nuget.org has.
# usage: eng/page.sh [file]        artifacts/forecast.html by default
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1
file=${1:-artifacts/forecast.html}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet publish hosting/Carousel.Page -c Release --nologo -v quiet -o "$work"
page=hosting/Carousel.Page

# Each line of the page that names a part in braces is replaced by that part.
while IFS= read -r line; do
  case $line in
    *"{{style}}"*) cat src/Carousel.Interchange/Web/page.css ;;
    *"{{parts}}"*)
      for part in "$work"/wwwroot/_framework/*.wasm "$work"/wwwroot/_framework/*.js; do
        printf '<script type="text/plain" data-name="%s">' "$(basename "$part")"
        gzip -9 -n -c "$part" | base64 -w 0
        echo '</script>'
      done ;;
    *"{{script}}"*)
      echo '<script type="module">'
      cat "$page/page.js"
      echo '</script>' ;;
    *) printf '%s\n' "$line" ;;
  esac
done < "$page/page.html" > "$work/page.html"
mkdir -p "$(dirname "$file")"
mv "$work/page.html" "$file"
echo "page: $(stat -c %s "$file") bytes in $file"
