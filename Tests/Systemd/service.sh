# How a case handles the service, its configuration and its Zoho. Part of inside.sh.

unit=zohosyncd.service
config=/etc/zohosyncd/config.json
state=/var/lib/zohosyncd
database=$state/zoho.sqlite
socket=/run/zohosyncd/control.sock
base=/api/settings/integrations/zoho
zoho=http://127.0.0.1:8790

# --- the service ---

property() { systemctl show --property="$1" --value "${2:-$unit}"; }
main_pid() { property MainPID; }
is_active() { systemctl --quiet is-active "${1:-$unit}"; }
is_not_active() { ! is_active "$@"; }
# Whether another process than this one is the service. (Of one that has just died systemd says for a
# moment that it is active, with the process 0.)
restarted_since() {
  local pid
  pid=$(main_pid)
  [ "$pid" != 0 ] && [ "$pid" != "$1" ] && is_active
}

# The service as it was installed, with nothing synced, and a Zoho in good health. Options go to the
# simulator.
fresh() {
  halt_service
  rm -rf "${state:?}"/* /etc/systemd/system/zohosyncd.*.d
  systemctl daemon-reload
  simulate "$@"
  configure .
}

halt_service() {
  systemctl stop zohosyncd.socket zohosyncd.service
  systemctl reset-failed zohosyncd.socket zohosyncd.service 2>/dev/null || true
}

# Stops the service alone; systemctl warns that its socket can start it again, which is meant.
stop_service() { systemctl stop zohosyncd.service 2>/dev/null; }

# drop_in NAME: settings for the service, from the standard input.
drop_in() {
  mkdir -p "/etc/systemd/system/$unit.d"
  cat >"/etc/systemd/system/$unit.d/$1.conf"
  systemctl daemon-reload
}

# --- the configuration ---

# Writes the configuration: two modules with little in them, changed by a jq filter.
configure() {
  local made
  made=$(jq "$1" <<CONFIG
{
  "enabled": true,
  "data_center": "eu",
  "accounts_server": "$zoho",
  "api_domain": "$zoho",
  "organization_id": "712345678",
  "client_id": "1000.EXAMPLECLIENTID",
  "client_secret": "example-client-secret",
  "refresh_token": "1000.example.refresh",
  "database": "$database",
  "modules": {
    "Zoho CRM": {
      "enabled": true, "last_sync": null, "description": "Customers", "interval": "1h",
      "streams": { "include": ["crm_leads", "crm_contacts", "crm_users"] }
    },
    "Zoho Books": {
      "enabled": true, "last_sync": null, "description": "Accounting", "interval": "1h",
      "calls_per_minute": 60000, "streams": { "include": ["contacts", "invoices"] }
    }
  }
}
CONFIG
  )
  printf '%s\n' "$made" | write_config
}

# Replaces the file as an editor would that keeps owner and mode.
write_config() { cat >"$config"; }
last_sync() { jq -r --arg name "${1:-Zoho CRM}" '.modules[$name].last_sync' "$config"; }
has_synced() { [[ $(last_sync "${1:-Zoho CRM}") == 20*Z ]]; }

# --- the control socket ---

# ask METHOD PATH [BODY]: the answer's body; fails where the answer is an error.
ask() {
  curl -sS --fail-with-body --max-time 60 --unix-socket "$socket" -X "$1" \
    "http://localhost$base$2" ${3:+--json "$3"}
}
# The answer's status alone.
code_of() {
  curl -sS --max-time 60 --unix-socket "$socket" -X "$1" -o /dev/null -w '%{http_code}' \
    "http://localhost$base$2" ${3:+--json "$3"}
}
as() { runuser -u "$1" -- "${@:2}"; }
# person NAME [GROUPS]: a user, made where there is none.
person() { id "$1" >/dev/null 2>&1 || useradd ${2:+--groups "$2"} "$1"; }
# request_as USER METHOD PATH [BODY]: the status that this user is answered with; 000 where nobody answers.
request_as() {
  as "$1" curl -sS -o /dev/null -w '%{http_code}' --unix-socket "$socket" -X "$2" \
    "http://localhost$base$3" ${4:+--json "$4"} 2>/dev/null
}
is_idle() { [ "$(ask GET /modules | jq '[.modules[].state] | all(. == "idle")')" = true ]; }
is_running() { ask GET /modules | jq -e 'any(.modules[]; .state == "running")'; }

# --- Zoho ---

# Starts a simulated Zoho, in place of the one there was.
simulate() {
  systemctl stop zoho.service 2>/dev/null || true
  # What it prints has the secrets in it, and the journal is searched for them.
  systemd-run --quiet --collect --unit=zoho --property=StandardOutput=null \
    zoho-simulator --port 8790 --finance-minute-limit 100000 --finance-daily-limit 1000000 "$@"
  eventually 20 zoho GET clock
}
# zoho METHOD PATH [BODY]: the simulator's own interface.
zoho() {
  curl -sS --fail -X "$1" "$zoho/simulator/$2" ${3:+--data-binary "$3"}
}
fault() { zoho POST faults "$1" >/dev/null; }
no_faults() { zoho DELETE faults >/dev/null; }
change_lead() { zoho POST records '{"module":"Leads","fields":{"Last_Name":"'"$1"'"}}' >/dev/null; }

# --- the rows ---

sql() { sqlite3 -readonly "$database" "$1"; }

# Whether a table holds what Zoho holds, by id and time of modification; prints both counts.
same_rows() {
  local truth=/tmp/truth.json figures
  zoho GET "$4" >"$truth"
  figures=$(sql "
    WITH truth AS (SELECT value ->> 'id' AS id, value ->> 'modified_time' AS modified
                   FROM json_each(readfile('$truth'))),
         here AS (SELECT $2 AS id, $3 AS modified FROM $1 WHERE _deleted_at IS NULL)
    SELECT (SELECT count(*) FROM truth), (SELECT count(*) FROM here),
           (SELECT count(*) FROM truth FULL JOIN here USING (id)
            WHERE truth.modified IS NOT here.modified)")
  echo "$1: in Zoho | here | different: $figures"
  [ "${figures##*|}" = 0 ] && [ "${figures%%|*}" -gt 0 ]
}
same_leads() { same_rows crm_leads id modified_time 'truth?module=Leads'; }
same_contacts() { same_rows crm_contacts id modified_time 'truth?module=Contacts'; }
same_invoices() {
  same_rows books_invoices invoice_id last_modified_time 'finance/books/truth?stream=invoices'
}
