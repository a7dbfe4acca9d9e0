#!/usr/bin/env bash
# The whole service at work in a minute: a simulated Zoho and the daemon on this machine, in a
# temporary folder that is gone afterwards. `make demo` builds the programs and starts this.
set -euo pipefail

# Whatever happens, nothing is left: neither a process nor a file.
children=()
folder=
leave() {
  local status=$? child
  trap '' INT TERM HUP
  trap - EXIT
  # The daemon first: it finishes its page, for which it needs its Zoho.
  for ((child = ${#children[@]} - 1; child >= 0; child--)); do
    kill "${children[child]}" 2>/dev/null || true
    wait "${children[child]}" 2>/dev/null || true
  done
  cd / && [ -z "$folder" ] || rm -rf "$folder"
  exit "$status"
}
trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
bin=${BIN:-$repository/.build/debug}
for program in zohosyncd zohosync zoho-simulator; do
  [ -x "$bin/$program" ] || { echo "$bin/$program is missing: make demo builds it" >&2; exit 1; }
done
# As an administrator has them: by name.
PATH=$bin:$PATH
exec </dev/null

folder=$(mktemp -d "${TMPDIR:-/tmp}/zohosyncd-demo.XXXXXX")
cd "$folder"

# --- how things are shown ---

if [ -t 1 ]; then bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'; else bold='' dim='' plain=''; fi
step=0
heading() { step=$((step + 1)); printf '\n%s== %d. %s%s\n' "$bold" "$step" "$1" "$plain"; }
say() { printf '%s\n' "$*"; }
# Prints a command line and runs it.
show() { printf '\n%s$ %s%s\n' "$dim" "$1" "$plain"; eval "$1"; }
fail() { echo "demo: $*" >&2; exit 1; }
# Waits until a command succeeds.
await() {
  local what=$1; shift
  for _ in $(seq 150); do if "$@" >/dev/null 2>&1; then return; fi; sleep 0.1; done
  fail "$what did not happen within 15 seconds"
}

# --- asking ---

rows() { show "sqlite3 -readonly -box zoho.sqlite \"$(tr -s '\n ' ' ' <<<"$1" | sed 's/ $//')\""; }
one() { sqlite3 -readonly zoho.sqlite "$1"; }
change() { show "curl -sS --fail -X $1 '$zoho/simulator/$2'${3:+ -d '$3'}"; echo; }
sync_now() {
  # On a terminal there is a progress bar; otherwise a line per event, too many for a demo.
  if [ -t 1 ]; then show "zohosync sync crm"; return; fi
  show "zohosync sync crm | sed -n '1,3p; 4s/.*/…/p; \$p'"
}
statistics() { curl -sS --fail "$zoho/simulator/statistics" -o "$1"; }
# The calls between two statistics, by path.
calls_between() {
  sqlite3 -box :memory: "
    SELECT key AS 'API path', after.value - coalesce(before.value, 0) AS calls
    FROM json_each(readfile('$2'), '\$.per_path') AS after
    LEFT JOIN json_each(readfile('$1'), '\$.per_path') AS before USING (key)
    WHERE calls > 0 ORDER BY calls DESC, key"
}
# Zoho's records beside ours, one line per module: how many there are, and how many differ.
compare() {
  local module table
  say
  say "Compared with what Zoho really holds, by id and Modified_Time:"
  printf '%-12s %8s %8s %8s\n' 'Zoho module' 'in Zoho' 'here' 'differ'
  for module in Leads Contacts Accounts Deals; do
    table=crm_${module,,}
    curl -sS --fail "$zoho/simulator/truth?module=$module" -o truth.json
    printf '%-12s %8s %8s %8s\n' "$module" $(sqlite3 -readonly -separator ' ' zoho.sqlite "
      WITH truth AS (SELECT value ->> 'id' AS id, value ->> 'modified_time' AS modified
                     FROM json_each(readfile('truth.json'))),
           here AS (SELECT id, modified_time AS modified FROM $table WHERE _deleted_at IS NULL)
      SELECT (SELECT count(*) FROM truth), (SELECT count(*) FROM here),
             (SELECT count(*) FROM truth FULL JOIN here USING (id)
              WHERE truth.modified IS NOT here.modified)")
  done
}

# --- the play ---

heading "A Zoho on this machine"
zoho-simulator --data demo --port 0 --port-file port >simulator.log 2>&1 &
children+=($!)
await "the simulator's start" test -s port
zoho=http://127.0.0.1:$(<port)
say "zoho-simulator listens on $zoho: Zoho's accounts server and CRM v8, with its traps."

heading "The daemon"
umask 077
curl -sS --fail "$zoho/simulator/credentials" -o credentials.json
credentials=$(sqlite3 :memory: "
  SELECT printf('  \"%s\": \"%s\",', key, value) FROM json_each(readfile('credentials.json'))
  WHERE key LIKE 'client%' OR key = 'refresh_token'")
cat >config.json <<CONFIG
{
  "enabled": false,
  "data_center": "eu",
  "accounts_server": "$zoho",
  "api_domain": "$zoho",
$credentials
  "database": "zoho.sqlite",
  "modules": {
    "Zoho CRM": { "enabled": true, "last_sync": null, "description": "Customers", "interval": "2s" }
  }
}
CONFIG
show "cat config.json"
say
say '("enabled": false: for now, nothing is synced but by hand.)'
show "zohosyncd check-config --config config.json"
export ZOHOSYNCD_SOCKET=$folder/control.sock
say
say "${dim}\$ zohosyncd --config config.json --socket control.sock &${plain}"
zohosyncd --config config.json --socket control.sock 2>daemon.log &
daemon=$!
children+=("$daemon")
await "the daemon's start" test -S control.sock
show "zohosync test"

heading "The first sync"
statistics before.json
sync_now
statistics after.json
say
say "What that took at Zoho:"
calls_between before.json after.json
rows "SELECT last_name, company, email, lead_status, modified_time
  FROM crm_leads WHERE _deleted_at IS NULL ORDER BY modified_time DESC LIMIT 5"
rows "SELECT deal_name, amount, stage, account_name, owner_email
  FROM crm_deals WHERE amount > 0 AND _deleted_at IS NULL ORDER BY amount DESC LIMIT 5"
compare

heading "Somebody works in Zoho"
set -- $(one "SELECT id FROM crm_leads WHERE _deleted_at IS NULL AND NOT converted
  ORDER BY id LIMIT 3")
changed=$1 gone=$2 erased=$3
change PATCH "records/Leads/$changed" \
  '{"fields":{"Company":"Analytical Engines Ltd","Lead_Status":"Contacted"}}'
change POST records \
  '{"module":"Leads","fields":{"Last_Name":"Lovelace","Company":"Example & Daughters"}}'
change DELETE "records/Leads/$gone"
change DELETE "records/Leads/$erased?permanently=true"

heading "The next sync follows"
statistics before.json
sync_now
statistics after.json
rows "SELECT id, last_name, company, lead_status, _deleted_at FROM crm_leads
  WHERE id IN ('$changed', '$gone', '$erased') OR last_name = 'Lovelace' ORDER BY id"
say
say "What that took at Zoho:"
calls_between before.json after.json

heading "And back: a restored record lives again"
change POST "records/Leads/$gone/restore"
sync_now
rows "SELECT id, last_name, _deleted_at FROM crm_leads WHERE id = '$gone'"
[ "$(one "SELECT _deleted_at IS NULL FROM crm_leads WHERE id = '$gone'")" = 1 ] ||
  fail "the restored lead $gone is still marked deleted"

heading "Unattended: the timer does it"
show "zohosync config set enabled true"
change PATCH "records/Leads/$changed" '{"fields":{"Lead_Status":"Junk Lead"}}'
say "…and no command. Two seconds later:"
await "the change's arrival" eval "one \"SELECT 1 FROM crm_leads
  WHERE id = '$changed' AND lead_status = 'Junk Lead'\" | grep -q 1"
rows "SELECT id, last_name, lead_status, _synced_at FROM crm_leads WHERE id = '$changed'"
show "zohosync config set enabled false"
await "the end of the last run" eval "! zohosync --json modules | grep -Eq '\"(running|queued)\"'"
compare

heading "What an administrator sees"
show "zohosync status"
show "grep last_sync config.json"
show "grep -v stream_skipped daemon.log | tail -n 12"
show "curl -sS --unix-socket control.sock \
  http://localhost/api/settings/integrations/zoho/modules | cut -c -250"

heading "What Zoho saw"
show "curl -sS --fail $zoho/simulator/violations"
say
[ "$(curl -sS --fail "$zoho/simulator/violations")" = "[]" ] ||
  fail "the simulator would not have been treated like this by a good client"
say "No limit was broken, nothing was asked that Zoho forbids."

heading "Good night"
show "kill -TERM $daemon"
status=0
wait "$daemon" || status=$?
children=("${children[0]}")
tail -n 1 daemon.log
say "The daemon ended with status $status."
[ "$status" = 0 ] || exit 1
