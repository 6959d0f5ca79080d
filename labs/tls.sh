#!/usr/bin/env bash
# TLS: the client checks the broker's certificate, and then the broker the client's. Needs openssl.
source "$(dirname "$0")/lab.sh"
command -v openssl >/dev/null || skip openssl
mkdir "$work/files" && cd "$work/files"

step "an authority, and certificates for the broker and for a client"
new_key() { openssl req -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$2" 2>/dev/null; }
sign() {
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -out "$1.crt" \
    -extfile <(echo 'subjectAltName=DNS:localhost,IP:127.0.0.1') 2>/dev/null
}
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -days 2 -subj '/CN=lab authority' 2>/dev/null
new_key broker localhost && sign broker
new_key client jane && sign client
as you ls -m

step "a broker that shows its certificate, and wants to see one"
start_broker -v --tls-port $((PORT + 3)) --cert broker.crt --key broker.key --cafile ca.crt
tls=mqtts://localhost:${ports[1]}

question "Three clients: the first has a certificate and knows the authority; the second has no certificate; the third does not know the authority. Who refuses whom?"
as pub building-sim publish --url "$tls" --cafile ca.crt --cert client.crt --key client.key -t lab/secret -m 21
fails 1 pub building-sim publish --url "$tls" --cafile ca.crt -t lab/secret -m 22
fails 1 pub building-sim publish --url "$tls" --cert client.crt --key client.key -t lab/secret -m 23

step "the same from the broker's side"
stop broker
lines broker
answer "The broker refuses the second client; the third refuses the broker, before it sends its message. A client that trusts everybody would hand its password to anybody who answers on that port."
