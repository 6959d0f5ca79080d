#!/usr/bin/env bash
# A sensor on a battery sleeps most of the time. With MQTT-SN it says for how long, and the gateway keeps its messages. The
# sensor knows no address either: it searches for the gateway.
source "$(dirname "$0")/lab.sh"
start_broker

step "a gateway that shows every message in words"
serve gateway building-sim gateway --listen $((PORT + 1)) -v
any=mqtt-sn://?:${ports[0]}

question "A client searches for a gateway, subscribes, and sleeps. Which messages pass, and which one says: I sleep?"
listen sub building-sim watch --url "$any" --id sleeper -q 1 -t 'lab/#' --sleep 3s --retry-interval 1s --count 3
await sub.notes '^asleep'
note sub '^(found|asleep)'

question "Three messages are published now. When does the sleeper get them, and in which order?"
for message in one two three; do as pub building-sim publish -q 1 -t lab/message -m "$message"; done
[[ -s $work/sub ]] || lines_of sub <<<'(no message yet)'
join sub
note sub '^awake' || true

step "what the gateway saw"
stop gateway
lines gateway
answer "DISCONNECT with a duration says: I sleep. PINGREQ with the client id says: I am awake, what waited? The gateway sends everything, and PINGRESP says: that was all."
