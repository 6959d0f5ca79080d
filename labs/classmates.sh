#!/usr/bin/env bash
# A broker that a class shares: each student publishes below /MIOT/<name>, and everybody can see everybody's readings.
# With a public broker, say --url mqtts://broker.example.org instead.
source "$(dirname "$0")/lab.sh"
start_broker

step "two students publish, one watches both"
"${SIM[@]}" watch --url "$URL" -t '/MIOT/#' --quiet >"$work/seen" &
"${SIM[@]}" publish --url "$URL" --prefix /MIOT/jane --interval 100ms --duration 5m --quiet >"$work/jane" &
"${SIM[@]}" publish --url "$URL" --prefix /MIOT/joe --interval 100ms --duration 5m --quiet >"$work/joe" &
await /MIOT/jane "$work/seen"
await /MIOT/joe "$work/seen"
grep --max-count 2 /MIOT/jane "$work/seen"
grep --max-count 2 /MIOT/joe "$work/seen"

step "an alarm on one's own building only"
"${SIM[@]}" alarm --url "$URL" --prefix /MIOT/jane --above TEMP=10 --above HUM=10 --count 1 --timeout 60s

# expect: /MIOT/jane/BUILDING/P_
# expect: (high|low|critical) +BUILDING floor
