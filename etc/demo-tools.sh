# How the demo shows things, asks for them and waits for them. Part of demo.sh, which sources it.

# --- how things are shown ---

if [ -t 1 ]; then bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'; else bold='' dim='' plain=''; fi
step=0
heading() { step=$((step + 1)); printf '\n%s== %d. %s%s\n' "$bold" "$step" "$1" "$plain"; }
say() { printf '%s\n' "$*"; }
# Prints a command line and runs it.
show() { printf '\n%s$ %s%s\n' "$dim" "$1" "$plain"; eval "$1"; }
fail() { echo "demo: $*" >&2; exit 1; }
# Waits until a command succeeds, for 15 seconds or so many as $patience says.
await() {
  local what=$1; shift
  for _ in $(seq $((${patience:-15} * 10))); do
    if "$@" >/dev/null 2>&1; then return; fi
    sleep 0.1
  done
  fail "$what did not happen within ${patience:-15} seconds"
}

# --- asking ---

rows() { show "sqlite3 -readonly -box zoho.sqlite \"$(tr -s '\n ' ' ' <<<"$1" | sed 's/ $//')\""; }
one() { sqlite3 -readonly zoho.sqlite "$1"; }
change() { show "curl -sS --fail -X $1 '$zoho/simulator/$2'${3:+ -d '$3'}"; echo; }
sync_now() {
  # On a terminal there is a progress bar; otherwise a line per event, too many for a demo.
  if [ -t 1 ]; then show "zohosync sync $*"; else show "zohosync sync $* | grep -v ^event="; fi
}
await_details() { patience=120 await "the reading of all details" no_detail_waits; }
no_detail_waits() {
  zohosync --json modules >modules.json && ! grep -q '"details_pending":[1-9]' modules.json
}
statistics() { curl -sS --fail "$zoho/simulator/statistics" -o "$1"; }
# The calls in a file of statistics: of the CRM by path, of the others by product.
figures() {
  local figures="SELECT key AS call, value AS calls FROM json_each(readfile('$1'), '\$.per_path')"
  local kind
  for kind in lists details; do
    figures+=" UNION ALL SELECT substr(key, 1, instr(key, '/') - 1) || ' ($kind)', sum(value)
      FROM json_each(readfile('$1'), '\$.finance.$kind') GROUP BY 1"
  done
  echo "$figures"
}
# The calls between two statistics.
calls_between() {
  sqlite3 -box :memory: "
    WITH before AS ($(figures "$1")), after AS ($(figures "$2"))
    SELECT call, after.calls - coalesce(before.calls, 0) AS calls
    FROM after LEFT JOIN before USING (call) WHERE after.calls > coalesce(before.calls, 0)
    ORDER BY 2 DESC, 1"
}
# Zoho's records beside ours, a line for each list: how many there are, and how many differ.
compare() {
  say
  say "Compared with what Zoho really holds, by id and time of modification:"
  printf '%-24s %8s %8s %8s\n' 'table' 'in Zoho' 'here' 'differ'
  local module
  for module in Leads Contacts Accounts Deals; do
    compare_table "crm_${module,,}" id modified_time "truth?module=$module"
  done
  compare_table books_contacts contact_id last_modified_time 'finance/books/truth?stream=contacts'
  compare_table books_invoices invoice_id last_modified_time 'finance/books/truth?stream=invoices'
  compare_table books_bills bill_id last_modified_time 'finance/books/truth?stream=bills'
  compare_table inventory_packages package_id last_modified_time \
    'finance/inventory/truth?stream=packages'
  compare_table invoice_estimates estimate_id last_modified_time \
    'finance/invoice/truth?stream=estimates'
}
compare_table() {
  curl -sS --fail "$zoho/simulator/$4" -o truth.json
  local figures
  figures=$(sqlite3 -readonly -separator ' ' zoho.sqlite "
    WITH truth AS (SELECT value ->> 'id' AS id, value ->> 'modified_time' AS modified
                   FROM json_each(readfile('truth.json'))),
         here AS (SELECT $2 AS id, $3 AS modified FROM $1 WHERE _deleted_at IS NULL)
    SELECT (SELECT count(*) FROM truth), (SELECT count(*) FROM here),
           (SELECT count(*) FROM truth FULL JOIN here USING (id)
            WHERE truth.modified IS NOT here.modified)")
  printf '%-24s %8s %8s %8s\n' "$1" $figures
  [ "${figures##* }" = 0 ] || fail "$1 is not what Zoho holds"
}
