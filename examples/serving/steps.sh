#!/bin/sh
# Steps of one session with curl: sh steps.sh http://127.0.0.1:8080 MODEL, where MODEL reads 3 numbers a row.
set -eu
server=$1 model=$2
json='Content-Type: application/json'
key=${CAROUSEL_KEY:+Authorization: Bearer $CAROUSEL_KEY}

# A session is the state of one sequence.
id=$(curl -fsS -X POST ${key:+-H "$key"} "$server/v1/models/$model/sessions" | sed 's/.*"id":"\([0-9a-f]*\)".*/\1/')

# Steps are numbered from 1. The second request is the first again, as after a lost connection: it counts once.
curl -fsS ${key:+-H "$key"} -H "$json" -d '{"from":1,"rows":[[0.5,-1,2],[0.25,1,-2]]}' "$server/v1/sessions/$id/steps"; echo
curl -fsS ${key:+-H "$key"} -H "$json" -d '{"from":1,"rows":[[0.5,-1,2],[0.25,1,-2]]}' "$server/v1/sessions/$id/steps"; echo
curl -fsS ${key:+-H "$key"} "$server/v1/sessions/$id"; echo
curl -fsS -X DELETE ${key:+-H "$key"} "$server/v1/sessions/$id"

# The same rows without a session, by the Open Inference Protocol.
curl -fsS ${key:+-H "$key"} -H "$json" \
    -d '{"inputs":[{"name":"rows","shape":[2,3],"datatype":"FP32","data":[[0.5,-1,2],[0.25,1,-2]]}]}' \
    "$server/v2/models/$model/infer"; echo
