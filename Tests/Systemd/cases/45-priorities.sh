# How much it matters: a failed sync is a warning, the third in a row and refused credentials are
# errors.

fresh
systemctl start zohosyncd
eventually 20 has_synced "Zoho CRM"

mark
fault '{"kind":"status","status":400,"code":"BROKEN","path":"/crm/","times":null}'
for _ in 1 2 3; do zohosync sync crm >/dev/null 2>&1 || true; done
equal "three failures in a row: warning, warning, error" "4 4 3" sh -c \
  "journalctl --sync; journalctl -o json --since='$since' -u zohosyncd ZOHO_EVENT=sync_failed |
   jq -r .PRIORITY | paste -sd ' '"
says "the third says how many" '3' sh -c \
  "journalctl -o cat --since='$since' -u zohosyncd ZOHO_EVENT=sync_failed | tail -n 1"
says "systemctl status tells of it" 'Status: .*(failed|BROKEN|zoho_rejected)' \
  systemctl status zohosyncd
no_faults

mark
check "then one succeeds" zohosync sync crm
equal "that is worth a line" 6 field PRIORITY ZOHO_EVENT=sync_finished
mark
fault '{"kind":"status","status":400,"code":"BROKEN","path":"/crm/","times":null}'
refused "the next failure" zohosync sync crm
equal "is the first again: a warning" 4 field PRIORITY ZOHO_EVENT=sync_failed
no_faults

mark
fault '{"kind":"status","status":400,"code":"BROKEN","path":"/crm/v8/Leads","times":null}'
says "where one table fails, the sync is partial" 'Zoho CRM: partial' zohosync sync crm --full
equal "that is a warning" 4 sh -c \
  "journalctl --sync; journalctl -o json --since='$since' -u zohosyncd |
   jq -r 'select(.MESSAGE | tostring | test(\"in part\")) | .PRIORITY'"
no_faults

mark
zoho POST tokens/revoke >/dev/null
refused "a refused token fails the sync" zohosync sync crm
equal "it is an error" 3 field PRIORITY ZOHO_EVENT=reauthorization_required
says "it names the next step" 'zohosync setup --reauthorize' \
  journalctl -x --no-pager --since="$since" -u zohosyncd ZOHO_EVENT=reauthorization_required
says "systemctl status names it, too" 'Status: .*zohosync setup --reauthorize' systemctl status zohosyncd
check "the daemon goes on" is_active
equal "the state is known to scripts" reauthorization_required sh -c \
  "zohosync --json status | jq -r .state"

simulate
configure .
systemctl restart zohosyncd
soon "with good credentials it syncs again" 20 zohosync sync crm
