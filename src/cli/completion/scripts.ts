/** What does a shell need to ask nginx-vet how a word goes on? */

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * Scripts that ask `nginx-vet completion --words -- WORD…` (the words after the program, the last one unfinished, possibly
 * empty) for lines of `candidate<TAB>description`. Without an answer the shell completes files.
 */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# bash completion of nginx-vet; put into ~/.bashrc:  eval "$(nginx-vet completion bash)"
_nginx_vet() {
  local line word=\${COMP_WORDS[COMP_CWORD]} joined=() i
  # "=" splits words in bash: "--preset = sy" is "--preset=sy" to the program
  for ((i = 1; i <= COMP_CWORD; i++)); do
    if [[ \${COMP_WORDS[i]} == = && \${#joined[@]} -gt 0 ]]; then joined[-1]+==
    elif [[ $i -gt 1 && \${COMP_WORDS[i - 1]} == = && \${#joined[@]} -gt 0 ]]; then joined[-1]+=\${COMP_WORDS[i]}
    else joined+=("\${COMP_WORDS[i]}"); fi
  done
  [[ $word == = ]] && word=
  local whole=\${joined[-1]}
  COMPREPLY=()
  while IFS= read -r line; do
    line=\${line%%$'\\t'*}
    # only what stands behind the "=" is replaced
    [[ $line == "$whole"* ]] && COMPREPLY+=("\${line:\${#whole}-\${#word}}")
  done < <(nginx-vet completion --words -- "\${joined[@]}" 2>/dev/null)
  [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]] && compopt -o nospace
}
complete -o bashdefault -o default -F _nginx_vet nginx-vet
`,
  zsh: `#compdef nginx-vet
# zsh completion of nginx-vet; put into ~/.zshrc after compinit:  eval "$(nginx-vet completion zsh)"
_nginx_vet() {
  local -a found
  local line
  while IFS= read -r line; do
    # a colon separates the description in zsh
    found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done < <(nginx-vet completion --words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#found} )); then _describe -V nginx-vet found -S '' || _files
  else _files; fi
}
if [[ $funcstack[1] == _nginx_vet ]]; then _nginx_vet "$@"; else compdef _nginx_vet nginx-vet; fi
`,
  fish: `# fish completion of nginx-vet; put into ~/.config/fish/completions/nginx-vet.fish:  nginx-vet completion fish | source
function __nginx_vet_words
  set -l words (commandline -opc) (commandline -ct)
  nginx-vet completion --words -- $words[2..-1] 2>/dev/null
end
complete -c nginx-vet -a '(__nginx_vet_words)'
`,
};
