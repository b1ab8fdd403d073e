#!/usr/bin/env bash
# Takes state dictionaries of PyTorch into Carousel and back, and lets PyTorch load and run what came back.
# Where PyTorch is not installed nothing is done, and the last line says so; with CAROUSEL_REQUIRE_TOOLS=1 that is a failure.
# usage: eng/check-pytorch.sh    after a build in Release
set -euo pipefail
cd "$(dirname "$0")/.."

python=${CAROUSEL_PYTHON:-python3}
if ! "$python" -c 'import torch' 2>/dev/null; then
  if [ "${CAROUSEL_REQUIRE_TOOLS:-}" = 1 ]; then
    echo "check-pytorch: failed, $python has no PyTorch, and CAROUSEL_REQUIRE_TOOLS asks for it"
    exit 1
  fi
  echo "check-pytorch: skipped, $python has no PyTorch; nothing was loaded by it"
  exit 0
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/again"
for state in tests/parity/pytorch/states/{lstm,gru,rnn}-*.pth; do
  name=$(basename "$state" .pth)
  options=()
  case $name in rnn*) options=(--nonlinearity tanh) ;; esac
  # Through a model of Carousel, which keeps the modules' names.
  dotnet artifacts/bin/Carousel.Cli/release/Carousel.Cli.dll convert "$state" "$folder/$name.safetensors" --quiet "${options[@]}" >/dev/null
  dotnet artifacts/bin/Carousel.Cli/release/Carousel.Cli.dll convert "$folder/$name.safetensors" "$folder/again/$name.pth" --quiet >/dev/null
done

# The block of the guide: a network with its example.
"$python" tests/parity/pytorch/save_state.py "$folder/guide.pth"
dotnet artifacts/bin/Carousel.Cli/release/Carousel.Cli.dll convert "$folder/guide.pth" "$folder/guide.safetensors" | grep -F "checked: 36 stored numbers"

"$python" tests/parity/pytorch/read_back.py "$folder/again"
echo "check-pytorch: done"
