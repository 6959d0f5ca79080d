#!/usr/bin/env bash
# TLS, with the broker's certificate checked; then with a certificate of the client's as well. Needs openssl.
source "$(dirname "$0")/lab.sh"
cd "$work"

step "an authority, a certificate for the broker and one for the client"
new_key() { openssl req -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$2" 2>/dev/null; }
sign() {
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -out "$1.crt" \
    -extfile <(echo 'subjectAltName=DNS:localhost,IP:127.0.0.1') 2>/dev/null
}
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -days 2 -subj '/CN=lab authority' 2>/dev/null
new_key broker localhost && sign broker
new_key client jane && sign client

step "a broker that wants both"
tls=$((PORT + 1))
start_broker --tls-port "$tls" --cert broker.crt --key broker.key --cafile ca.crt

step "with a certificate of its own a client is let in"
"${SIM[@]}" publish --url "mqtts://localhost:$tls" --cafile ca.crt --cert client.crt --key client.key \
  --floor 1 --wing N --room 1 --sensor TEMP --value 21 --quiet

step "without one it is turned away"
"${SIM[@]}" publish --url "mqtts://localhost:$tls" --cafile ca.crt --wait 0 --count 1 --quiet 2>&1 || echo "exit code $?"

step "a broker whose authority is not known is not trusted"
"${SIM[@]}" publish --url "mqtts://localhost:$tls" --wait 0 --count 1 --quiet 2>&1 || echo "exit code $?"

# expect: BUILDING/P_1/N/1/TEMP 21 Cel
# expect: turned away\nbuilding-sim: .*--cert and --key\nexit code 1
# expect: not trusted\nbuilding-sim: .*--cafile\nexit code 1
