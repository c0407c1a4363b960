# shellcheck shell=bash disable=SC2034 # used by those who source it
# What the scripts of this folder share. Sourced, after `set -euo pipefail`.
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." || exit

FUNCTIONS=(content search imaging logdrain)
APPS=(gateway gallery studio) # the gateway first: the others ask it

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# outputs ENVIRONMENT: what Terraform says of it, as JSON.
outputs() { deploy/pipeline/tofu "$1" output -json gallery; }

# heroku METHOD PATH [JSON [VARIANT [RANGE]]]: one call of Heroku's API, of the variant of version 3 and for the part of a list that
# are named. The key comes from a file descriptor, not the command line, which everybody on the machine can read.
heroku() {
  curl --silent --show-error --fail-with-body --retry 3 --max-time 60 --request "$1" \
    --header "Accept: application/vnd.heroku+json; version=3${4:-}" --header "Content-Type: application/json" \
    --config <(printf 'header = "Authorization: Bearer %s"\n' "$HEROKU_API_KEY") \
    ${3:+--data "$3"} ${5:+--header "Range: $5"} "https://api.heroku.com$2"
}

# point FUNCTION_NAME VERSION: the alias that is asked now leads there.
point() {
  aws lambda update-alias --function-name "$1" --name live --function-version "$2" >/dev/null
}
