#!/usr/bin/env bash
# What QoS is for: the connection breaks at the worst moment. QoS 0 loses the message, QoS 1 brings it twice, QoS 2 once.
source "$(dirname "$0")/lab.sh"
start_broker

# Publishes one message through a connection that breaks at a packet, and shows what the subscriber gets. A last message
# past the trace ends the subscription.
# usage: break_at PACKET QOS [OPTIONS OF PUBLISH…]
break_at() {
  local packet=$1 qos=$2
  shift 2
  listen sub building-sim watch -t 'lab/#' --qos 2
  serve trace building-sim trace --listen $((PORT + 2)) --ladder --interfere "cut=0:$packet:1"
  as pub building-sim publish --port "${ports[0]}" --qos "$qos" -t lab/door -m open "$@"
  as end building-sim publish --qos 2 -t lab/end -m end
  await sub lab/end
  stop sub
  lines sub
  stop trace
  sed -n '/^ .*│/p' "$work/trace"
}

question "The publisher sends 'door open', once. At QoS 0 the connection breaks just before PUBLISH gets through. Does the subscriber hear of the door? Does the publisher know?"
break_at client-publish 0
answer "No, and no. At QoS 0 nothing answers PUBLISH: whoever sends it has done all there is to do. The line of the ladder that ends in ✗ never arrived."

question "The same at QoS 1. What does the publisher do now, and how does it know that it has to?"
break_at client-publish 1
answer "It has no PUBACK, so it connects again and sends the message again, until PUBACK comes."

question "At QoS 1 PUBLISH arrives, and PUBACK is lost. How often does the subscriber hear of the door?"
break_at puback 1
answer "Twice. The publisher can't tell a lost PUBLISH from a lost PUBACK, and sends again: 'at least once'. A light can be switched on twice; a payment can't be made twice."

question "QoS 2, in a session that the broker keeps. Here PUBREC is lost, the first of the broker's two answers. How often now?"
break_at pubrec 2 --id door --no-clean
answer "Once. The broker has kept the packet id in the session, and knows the second PUBLISH for the first one: 'exactly once'."

question "And at QoS 2 in a clean session?"
break_at pubrec 2
answer "Twice. With the connection the session ended, and with the session the packet ids: the broker can't know the second PUBLISH. Exactly once needs QoS 2 and a kept session."
