# Sourced by every lab: how to call building-sim, a port for the lab's own broker, and the end of what was started.
# BUILDING_SIM='npx building-sim' calls an installed one; PORT is the broker's port.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
if [[ -n ${BUILDING_SIM:-} ]]; then read -ra SIM <<<"$BUILDING_SIM"; else SIM=(node "$here/bin/building-sim.js"); fi
PORT=${PORT:-1883}
URL=mqtt://127.0.0.1:$PORT
export BUILDING_SIM_WAIT=60s # no command minds that the broker needs a moment to start

work=$(mktemp -d)
finish() {
  local running
  running=$(jobs -p)
  [[ -z $running ]] || kill $running 2>/dev/null || true
  wait
  rm -rf "$work"
}
trap finish EXIT

step() { printf '\n== %s\n' "$*"; }

# A broker of the lab's own.
start_broker() { "${SIM[@]}" broker --port "$PORT" --quiet "$@" & }

# Returns when FILE holds a line that matches PATTERN.
await() {
  local pattern=$1 file=$2 left=600
  until grep -qE "$pattern" "$file" 2>/dev/null; do
    ((left-- > 0)) || { echo "never saw '$pattern' in:"; cat "$file"; return 1; }
    sleep 0.1
  done
}
