/** The shells with a completion script. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** Bash 3.2 (of macOS) has neither mapfile nor compopt. */
const BASH = `# building-sim: completion for bash 3.2 and later
_building_sim() {
  local line files= cur=\${COMP_WORDS[COMP_CWORD]}
  [ "$cur" = = ] && cur=
  COMPREPLY=()
  while IFS= read -r line; do
    if [ "$line" = :files ]; then files=1; else COMPREPLY+=("\${line%%$'\\t'*}"); fi
  done < <(building-sim --complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  case \${COMPREPLY[0]} in *=) compopt -o nospace 2>/dev/null ;; esac
  [ -n "$files" ] || return 0
  compopt -o filenames 2>/dev/null
  while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$cur")
}
complete -F _building_sim building-sim
`;

const ZSH = `#compdef building-sim
# building-sim: completion for zsh
_building_sim() {
  local line word does files=
  local -a whole open
  for line in "\${(@f)$(building-sim --complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    word=\${\${line%%$'\\t'*}//:/\\\\:} does=\${line#*$'\\t'}
    if [[ $line == :files ]]; then files=1
    elif [[ $word == *= ]]; then open+=("$word")
    elif [[ -n $line ]]; then whole+=("$word\${does:+:$does}")
    fi
  done
  (( $#whole )) && _describe building-sim whole
  (( $#open )) && _describe building-sim open -S ''
  if [[ -n $files ]]; then
    compset -P '--*='
    _files
  fi
}
if [[ \${funcstack[1]} == _building_sim ]]; then
  _building_sim "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _building_sim building-sim
fi
`;

const FISH = `# building-sim: completion for fish
function __building_sim_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in (building-sim --complete $words[2..-1] 2>/dev/null)
        if test "$line" = :files
            __fish_complete_path (commandline -ct)
        else
            echo $line
        end
    end
end
complete -c building-sim -f -a '(__building_sim_complete)'
`;

/** What a user's shell reads. Each script asks the program for the candidates of a line. */
export const COMPLETION_SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
