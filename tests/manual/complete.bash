#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# complete.bash COMPLETION LINE: what the completion offers behind LINE, a line each. The words are
# cut as bash cuts them: = and : are words of their own.

set -u
# shellcheck source=/dev/null
. /usr/share/bash-completion/bash_completion
# shellcheck source=/dev/null
. "$1"

COMP_LINE=$2
COMP_POINT=${#COMP_LINE}
COMP_WORDS=()
mapfile -t COMP_WORDS < <(grep -oE '[^ =:]+|[=:]' <<<"$COMP_LINE")
if [[ $COMP_LINE == *' ' ]]; then
  COMP_WORDS+=("")
fi
# shellcheck disable=SC2034
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))

# It is for the shell that asks; there is none here.
compopt() { :; }

COMPREPLY=()
_offpeak
[[ ${#COMPREPLY[@]} -eq 0 ]] || printf '%s\n' "${COMPREPLY[@]}" | sort
