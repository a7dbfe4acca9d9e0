# Somebody hears of it when the service has failed for good: OnFailure=.

fresh
drop_in alert <<'DROP_IN'
[Unit]
OnFailure=zohosyncd-alert@%n.service
DROP_IN
check "the example of an alert is in order" \
  systemd-analyze verify "/usr/lib/systemd/system/zohosyncd-alert@.service"
systemctl start zohosyncd
eventually 20 has_synced "Zoho CRM"

alerts() {
  journalctl --sync
  journalctl --quiet --no-pager -o cat --since="$since" SYSLOG_IDENTIFIER=zohosyncd-alert
}
has_alert() { [ -n "$(alerts)" ]; }
mark
echo '{' | write_config
systemctl restart zohosyncd 2>/dev/null || true
soon "a start that fails for good raises the alert" 10 has_alert
says "it tells which service" zohosyncd.service alerts
says "it tells why" "$config" alerts
says "it is an alert" '^[01]$' sh -c \
  "journalctl -o json --since='$since' SYSLOG_IDENTIFIER=zohosyncd-alert -n 1 | jq -r .PRIORITY"

fresh
mark
systemctl start zohosyncd
eventually 20 has_synced "Zoho CRM"
systemctl restart zohosyncd
equal "a restart raises none" "" alerts
