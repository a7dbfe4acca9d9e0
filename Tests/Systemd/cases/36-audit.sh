# What three real users may do, and that the audit and the journal tell of it.

fresh
person alice zohosync
person bob zohosync,zohosync-admin
person mallory
systemctl start zohosyncd
eventually 20 has_synced "Zoho CRM"
eventually 20 has_synced "Zoho Books"

# audit FILTER: what jq makes of the audit, as bob reads it.
audit() { as bob zohosync --json audit --limit 1000 | jq -r "$1"; }

# alice looks and syncs, mallory does not even connect.
equal "alice sees the status" 200 request_as alice GET /status
check "alice syncs" as alice zohosync sync crm
equal "mallory is not connected" 000 request_as mallory GET /status
refused "…also not as zohosync" as mallory zohosync status
equal "nothing of it is in the audit" 0 audit '.audit | length'

# What alice may not do is refused and told, once for each kind.
mark
for time in first second third; do
  equal "alice may not see the secrets: $time time" 403 request_as alice GET '?reveal=true'
done
equal "alice may not change anything" 403 request_as alice POST '' '{"enabled":false}'
equal "alice may not read the audit" 403 request_as alice GET /audit
refused "…nor in the database" as alice sqlite3 -readonly "$database" \
  "SELECT * FROM zohosync_audit"
alice="alice $(id -u alice) $(id -g alice)"
equal "the first refusal of each kind is in the audit, with who it was" \
  "request_refused $alice GET $base/audit refused not_permitted 1
request_refused $alice POST $base refused not_permitted 1
request_refused $alice GET $base refused not_permitted 1" \
  audit '.audit[] | "\(.action) \(.user) \(.uid) \(.gid) \(.request) \(.result) \(.code) \(.repeats)"'
equal "the journal has each once" 3 entries ZOHO_EVENT=request_refused
equal "…as a warning" 4 field PRIORITY ZOHO_EVENT=request_refused
equal "…with the same user" "$(id -u alice)" field PEER_UID ZOHO_EVENT=request_refused
says "…and the name" 'of alice \(uid' texts ZOHO_EVENT=request_refused
says "the catalogue explains it" 'zohosync audit --action request_refused' \
  journalctl -x --no-pager -u zohosyncd ZOHO_EVENT=request_refused

# bob changes settings and secrets, sees them, and makes a mistake.
check "bob changes a setting" as bob zohosync config set 'modules.Zoho CRM.description' "Ours"
check "bob changes a secret" sh -c \
  "echo example-client-secret-2 | runuser -u bob -- zohosync config set client_secret -"
says "bob sees the secrets" 'example-client-secret-2' as bob zohosync config show --reveal
refused "bob's mistake is refused" as bob zohosync config set 'modules.Zoho CRM.interval' never
equal "the audit has it all" "config_changed refused bob
secrets_revealed done bob
secrets_changed done bob
config_changed done bob" audit '.audit[:4][] | "\(.action) \(.result) \(.user)"'
equal "…with the keys" '["client_secret"]' \
  audit '.audit[] | select(.action == "secrets_changed") | .keys | tojson'
says "the journal names bob" "configuration changed by bob \(uid $(id -u bob), pid [0-9]+\)" \
  texts ZOHO_EVENT=config_changed
silent "no value is in it" sh -c \
  "sqlite3 -readonly $database 'SELECT * FROM zohosync_audit' | grep -e example-client -e Ours"

# root edits the file: nobody can tell who it was.
jq '.modules["Zoho Books"].interval = "3h"' "$config" >/tmp/edited && write_config </tmp/edited
edit_is_told() {
  [ "$(audit '.audit[0] | "\(.action) \(.uid) \(.keys | tojson)"')" = \
    'config_reloaded null ["modules.\"Zoho Books\".interval"]' ]
}
soon "an edit of the file is in the audit, too" 10 edit_is_told

# It is only ever added to.
for statement in "DELETE FROM zohosync_audit" "UPDATE zohosync_audit SET uid = 0" \
  "REPLACE INTO zohosync_audit SELECT * FROM zohosync_audit LIMIT 1"; do
  refused "nobody does this to it: $statement" sqlite3 "$database" "$statement"
done
before=$(audit '.audit | length')
check "the daemon restarts" systemctl restart zohosyncd
# The refusals that were counted are written at the end.
equal "what was counted is there" "2" \
  audit '[.audit[] | select(.action == "request_refused" and .repeats > 1) | .repeats] | first'
equal "…and nothing is lost" "$((before + 1))" audit '.audit | length'
