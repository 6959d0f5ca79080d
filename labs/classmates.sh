#!/usr/bin/env bash
# A broker that a class shares: each student publishes below /MIOT/<name>, and everybody can see everybody's readings.
# With a public broker, add --url mqtts://broker.example.org to each command.
source "$(dirname "$0")/lab.sh"
start_broker

question "Two students publish the same building, each below /MIOT/<name>. Which filter shows both? Which one shows only Jane's?"
listen sub1 building-sim watch -t '/MIOT/#' --count 4
listen sub2 building-sim watch -t '/MIOT/jane/#' --count 2
as jane building-sim publish --prefix /MIOT/jane --interval 100ms --count 2
as joe building-sim publish --prefix /MIOT/joe --interval 100ms --count 2
join sub1
join sub2
answer "/MIOT/# and /MIOT/jane/#. The slash in front makes a level of its own, with an empty name: MIOT/# matches nothing here."

question "Both buildings have a room 1 that is too warm. Which alarm does Jane want?"
listen alarm building-sim alarm --prefix /MIOT/jane --above TEMP=30 --count 1
as joe building-sim publish --prefix /MIOT/joe --floor 1 --wing N --room 1 --sensor TEMP --value 50
as jane building-sim publish --prefix /MIOT/jane --floor 1 --wing N --room 1 --sensor TEMP --value 40
join alarm
answer "The one of her own building, 40 degrees: the prefix belongs to the filter."
