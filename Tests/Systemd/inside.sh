#!/usr/bin/env bash
# Runs one stage of one case, inside the container: inside.sh NAME STAGE.
set -Eeuo pipefail

name=$1
stage=$2
# shellcheck source=Tests/Systemd/checks.sh
source /tests/checks.sh
# shellcheck source=Tests/Systemd/service.sh
source /tests/service.sh
# shellcheck source=Tests/Systemd/journal.sh
source /tests/journal.sh
# A case stops where something goes wrong that it did not check.
trap 'echo "  stopped at ${BASH_SOURCE[0]##*/}:$LINENO: $BASH_COMMAND"' ERR
cd /root
# shellcheck source=/dev/null
source "/tests/cases/$name.sh"
