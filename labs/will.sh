#!/usr/bin/env bash
# The last will: a client that dies without DISCONNECT is announced by the broker; one that leaves properly is not.
source "$(dirname "$0")/lab.sh"
start_broker
listen sub building-sim watch -t lab/will --count 1

question "Ann names a will at CONNECT, publishes two readings and leaves with DISCONNECT. Bob does the same, but is killed. Whose will does the subscriber get, and who publishes it?"
as ann building-sim publish --will-topic lab/will --will-payload 'Ann is gone' --rate 10 --count 2
start bob building-sim publish --will-topic lab/will --will-payload 'Bob is gone' --rate 10
await bob BUILDING
lines bob 2
crash bob
join sub
answer "Bob's. His TCP connection ended without DISCONNECT, so the broker published the will. The will was part of his CONNECT; bash labs/packets.sh shows that."
