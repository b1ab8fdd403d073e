#!/usr/bin/env bash
# How long sessions are silent when a replica is killed or stands still, and what one server and two replicas take.
# measure.sh TESTS: Carousel.Cli.Tests.dll, built for Release. PostgreSQL and RabbitMQ must be installed.
# CAROUSEL_KILLS=15, CAROUSEL_STOPS=8 and CAROUSEL_SECONDS=10 say how often and how long.
set -euo pipefail
tests=$(realpath "$1")
dotnet exec "$tests" -noLogo -noColor -showLiveOutput -trait "Speed=Slow" -class "*ReplicaMeasurements" |
  sed -un 's/^ *[A-Za-z.]*ReplicaMeasurements\.\([A-Za-z]*\).* \[OUTPUT\] /\1: /p; /\[FAIL\]/,$p; /Total:/p'
