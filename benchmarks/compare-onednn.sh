#!/usr/bin/env bash
# Runs Carousel and oneDNN in turn on one core, several rounds, and prints for each shape the median of the rounds' ratios.
# usage: benchmarks/compare-onednn.sh [rounds] [seconds a measurement] [shape ...]
# needs: g++ and oneDNN's headers (Debian: libdnnl-dev)
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-3}
seconds=${2:-1}
shapes=("${@:3}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
g++ -O2 -o "$work/onednn_lstm" benchmarks/peers/onednn_lstm.cpp -ldnnl
dotnet build -c Release --nologo -v q benchmarks/Carousel.Benchmarks >&2
for ((round = 1; round <= rounds; round++)); do
    dotnet artifacts/bin/Carousel.Benchmarks/release/Carousel.Benchmarks.dll lstm "$seconds" "${shapes[@]}" | sed "s/^/$round carousel /" >> "$work/lines"
    OMP_NUM_THREADS=1 "$work/onednn_lstm" "$seconds" "${shapes[@]}" | sed "s/^/$round onednn /" >> "$work/lines"
done
awk '
    # round who shape kind ms "ms" gflops "GFLOP/s"
    { key = $3 " " $4; if (!(key in seen)) { seen[key] = 1; order[++keys] = key }
      time[$1, $2, key] = $5; rate[$1, $2, key] = $7; if ($1 > rounds) rounds = $1 }
    function median(values, n,    i, j, t) {
        for (i = 2; i <= n; i++) for (j = i; j > 1 && values[j - 1] > values[j]; j--) { t = values[j]; values[j] = values[j - 1]; values[j - 1] = t }
        return n % 2 ? values[(n + 1) / 2] : (values[n / 2] + values[n / 2 + 1]) / 2 }
    END {
        printf "%-6s %-5s %22s %22s %8s\n", "shape", "", "Carousel ms, GFLOP/s", "oneDNN ms, GFLOP/s", "ratio"
        for (k = 1; k <= keys; k++) {
            n = 0
            for (r = 1; r <= rounds; r++) {
                n++
                a[n] = time[r, "carousel", order[k]]; b[n] = time[r, "onednn", order[k]]; q[n] = b[n] / a[n]
                c[n] = rate[r, "carousel", order[k]]; d[n] = rate[r, "onednn", order[k]]
            }
            split(order[k], name, " ")
            printf "%-6s %-5s %13.5f %8.1f %13.5f %8.1f %8.2f\n", name[1], name[2], median(a, n), median(c, n), median(b, n), median(d, n), median(q, n)
        }
    }' "$work/lines"
