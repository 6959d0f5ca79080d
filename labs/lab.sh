# Sourced by every lab. A lab plays several terminals at once. Each has a name, such as pub, sub or broker, and each of its
# lines begins with that name: first a command, as one can type it, then its results and errors. To save room a line has its
# time without the date, and the notes of a command are left out.
#
#   PORT=2883                        the first port to try for the lab's own broker (1883)
#   BUILDING_SIM='npx building-sim'  another building-sim
#   NO_PAUSE=1                       on a terminal: do not wait for Enter after a question
#   PYTHON=python3.12                another Python, for the labs with Python programs
set -euo pipefail

labs=$(dirname "${BASH_SOURCE[0]}")
if [[ -n ${BUILDING_SIM:-} ]]; then
  read -ra SIM <<<"$BUILDING_SIM"
else
  SIM=(node "$(cd "$labs/.." && pwd)/bin/building-sim.js")
fi
PORT=${PORT:-1883}

work=$(mktemp -d)
finish() {
  local running
  exec 2>/dev/null # bash would name each killed process
  running=$(jobs -p)
  # shellcheck disable=SC2086 # process ids
  { [[ -z $running ]] || kill -KILL $running; wait; } || true
  rm -rf "$work"
}
trap finish EXIT

if [[ -t 1 && -z ${NO_COLOR:-} ]]; then bold=$'\033[1m' dim=$'\033[2m' plain=$'\033[0m'; else bold='' dim='' plain=''; fi

# --- the text around the commands

step() { printf '\n%s== %s%s\n' "$bold" "$*" "$plain"; }

# Something to think about before the commands run.
question() {
  printf '\n'
  paragraph "? $*"
  [[ -t 0 && -t 1 && -z ${NO_PAUSE:-} ]] || return 0
  read -r -s -p "$dim  (Enter goes on)$plain"
  printf '\n'
}

answer() { paragraph "= $*"; }

paragraph() { fold -s -w 79 <<<"$*" | sed 's/ *$//'; }

DATE_AND_TIME='^20[0-9-]{8}T([0-9:]{8})(\.[0-9]{3})?Z(.*)$'

# Prints the lines of stdin as lines of a terminal; of many lines only the first COUNT.
# usage: lines_of NAME [COUNT]
lines_of() {
  local name=$1 left=${2:--1} line
  while IFS= read -r line; do
    if [[ $line =~ $DATE_AND_TIME ]]; then line=${BASH_REMATCH[1]}${BASH_REMATCH[3]}; fi
    if ((left == 0)); then line=…; fi
    if ((left-- >= 0)) || (($# < 2)); then printf '%s%s│%s %s\n' "$dim" "$name" "$plain" "$line"; fi
  done
}

NEEDS_NO_QUOTES='^([-A-Za-z0-9_./:=,@%+]+|[|])$'

# Prints a command as one types it, on a terminal.
show() {
  local name=$1 word line='$'
  shift
  for word; do
    [[ $word =~ $NEEDS_NO_QUOTES ]] || word="'$word'"
    line+=" $word"
  done
  lines_of "$name" <<<"$bold$line$plain"
}

# --- commands

# Becomes a command, or a pipe of two with the word '|' between them.
become() {
  local left=()
  while (($# > 0)) && [[ $1 != '|' ]]; do
    left+=("$1")
    shift
  done
  if (($# > 0)); then
    shift
    (become "${left[@]}") | (become "$@")
  elif [[ ${left[0]} == building-sim ]]; then
    exec "${SIM[@]}" "${left[@]:1}"
  else
    exec "${left[@]}" 2>&1
  fi
}

# Runs a command to its end.
# usage: as NAME COMMAND…
as() {
  local name=$1 code=0
  shift
  show "$name" "$@"
  become "$@" 2>"$work/$name.notes" | lines_of "$name" || code=${PIPESTATUS[0]}
  check_end "$name" "$code"
}

# The same for a command that shall fail, with an exit code.
# usage: fails CODE NAME COMMAND…
fails() {
  local expected=$1
  shift
  as "$@"
}

# Shows the notes of a command that match PATTERN.
# usage: note NAME PATTERN
note() { grep -E "$2" "$work/$1.notes" | lines_of "$1"; }

# Shows the errors and the exit code of a command that has ended. An unexpected code ends the lab.
check_end() {
  local name=$1 code=$2
  { grep '^building-sim: ' "$work/$name.notes" || true; } | lines_of "$name"
  ((code == 0)) || lines_of "$name" <<<"(exit code $code)"
  ((code == ${expected:-0})) || { echo "The lab ends here: exit code ${expected:-0} was expected." && exit 1; }
}

launch() {
  local name=$1
  shift
  : >"$work/$name" >"$work/$name.notes" # for `await`, which may look before the command has begun
  become "$@" >"$work/$name" 2>"$work/$name.notes" &
  echo $! >"$work/$name.pid"
}

# Starts a command in the background. Its lines are shown by `join` or `stop`.
# usage: start NAME COMMAND…
start() {
  show "$@"
  launch "$@"
}

# Starts a subscriber; returns when its subscription stands.
listen() {
  start "$@"
  await "$1.notes" '^listening to' || check_end "$1" 1
}

# Waits for COUNT lines like PATTERN in a terminal's output (NAME) or notes (NAME.notes).
# usage: await NAME[.notes] PATTERN [COUNT]; returns 1 if the command ends without them
await() {
  local file=$work/$1 pattern=$2 count=${3:-1} pid
  pid=$(<"$work/${1%.notes}.pid")
  until (($(grep -cE "$pattern" "$file") >= count)); do
    kill -0 "$pid" 2>/dev/null || { (($(grep -cE "$pattern" "$file") >= count)) && return; return 1; }
    sleep 0.2 # each round starts three programs
  done
}

# Shows what a command has printed; of many lines the first COUNT.
# usage: lines NAME [COUNT]
lines() { lines_of "$@" <"$work/$1"; }

# Waits for a command's end and shows its lines.
join() {
  local code=0
  wait "$(<"$work/$1.pid")" || code=$?
  lines "$1"
  check_end "$1" "$code"
}

# Ends a command as Ctrl-C does.
stop() {
  kill -TERM "$(<"$work/$1.pid")"
  wait "$(<"$work/$1.pid")" || true
}

# Ends a command without a chance to say goodbye.
crash() {
  { kill -KILL "$(<"$work/$1.pid")" && wait "$(<"$work/$1.pid")"; } 2>/dev/null || true
  lines_of "$1" <<<"(killed: kill -KILL $(<"$work/$1.pid"))"
}

# Ends the lab if this computer lacks something.
skip() {
  echo "skipped: this lab needs $*"
  exit 0
}

# Finds a Python that has a module, or skips the lab. Sets PYTHON.
# usage: need_python MODULE HOW TO GET IT…
need_python() {
  local module=$1 candidate
  shift
  for candidate in ${PYTHON:-python3 /usr/bin/python3 python}; do
    PYTHON=$candidate
    ! "$candidate" -c "import $module" 2>/dev/null || return 0
  done
  skip "$@"
}

# --- servers

# Starts a server and shows its command. Where one of its ports is taken, all are free ones instead. The array `ports`
# has them, in the order of the command.
# usage: serve NAME COMMAND…
serve() {
  local name=$1 words
  shift
  ports=()
  launch "$name" "$@"
  if ! await_ports "$name" "$@"; then
    show "$name" "$@"
    grep -q 'is taken' "$work/$name.notes" || check_end "$name" 1
    expected=1 check_end "$name" 1
    with_ports "$@"
    launch "$name" "${words[@]}"
    await_ports "$name" "$@" || check_end "$name" 1
  fi
  # shellcheck disable=SC2207 # numbers
  ports=($(sed -nE 's/.*(listens on [a-z]+:\/\/|^listening on )[^ ]*:([0-9]+).*/\2/p' "$work/$name.notes"))
  with_ports "$@"
  show "$name" "${words[@]}"
}

is_port_option() { [[ $1 =~ ^--(port|ws-port|tls-port|listen)$ ]]; }

await_ports() {
  local name=$1 word count=0
  shift
  for word; do ! is_port_option "$word" || ((count += 1)); done
  await "$name.notes" 'listens on [a-z]+://|^listening on ' "$count"
}

# Puts a command into `words`, with the ports of `ports` in place of its own; 0 (a free one) where `ports` has none.
with_ports() {
  local word before='' i=0
  words=()
  for word; do
    if is_port_option "$before"; then
      word=${ports[i]:-0}
      ((i += 1))
    fi
    words+=("$word")
    before=$word
  done
}

# The lab's own broker, and its address for all commands that follow.
# usage: start_broker [OPTIONS OF BROKER…]
start_broker() {
  serve broker building-sim broker --port "$PORT" "$@"
  export BUILDING_SIM_URL=mqtt://127.0.0.1:${ports[0]}
  ((ports[0] == 1883)) || show all export "BUILDING_SIM_URL=$BUILDING_SIM_URL"
}
