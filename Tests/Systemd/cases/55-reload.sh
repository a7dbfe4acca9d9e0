# A reload takes an edited file up; a broken one leaves the last good settings in force.

fresh
systemctl start zohosyncd
eventually 20 has_synced "Zoho CRM"
pid=$(main_pid)
edit() { jq "$1" "$config" >/tmp/edited && write_config </tmp/edited; }
description() { ask GET "" | jq -r '.modules["Zoho CRM"].description'; }
is_described() { [ "$(description)" = "$1" ]; }
is_failed() { systemctl --quiet is-failed zohosyncd; }

# systemd sees the reload begin and end.
busctl monitor --json=short org.freedesktop.systemd1 >/tmp/seen 2>/dev/null &
monitor=$!
eventually 5 test -s /tmp/seen || systemctl show zohosyncd >/dev/null
mark
edit '.modules["Zoho CRM"].description = "Reloaded"'
check "it can be reloaded" systemctl reload zohosyncd
soon "the edit is in force" 5 is_described Reloaded
check "it is told" told 'configuration' ZOHO_EVENT=reloaded
check "systemd calls it reloading" grep -q '"ActiveState":{"type":"s","data":"reloading"}' /tmp/seen
: >/tmp/seen
systemctl kill --kill-whom=main --signal=HUP zohosyncd
soon "the daemon itself says that it reloads" 5 \
  grep -q '"ActiveState":{"type":"s","data":"reloading"}' /tmp/seen
soon "…and that it has" 5 is_active
kill "$monitor"

edit '.modules["Zoho CRM"].description = "Noticed"'
soon "an edit without a reload is noticed" 5 is_described Noticed

# A file that is broken by hand.
mark
echo '{ "enabled": tru' | write_config
systemctl reload zohosyncd || true
soon "a broken file is told as an error" 5 told "$config" ZOHO_EVENT=config_invalid -p err
equal "the last good settings stay in force" Noticed description
says "systemctl status says so" 'Status: .*(configuration|config\.json)' systemctl status zohosyncd
check "syncs go on" zohosync sync crm
equal "the file is left as it is" '{ "enabled": tru' cat "$config"
equal "nobody may change it through the socket now" 409 code_of POST "" '{"enabled":true}'
equal "it is the same process" "$pid" main_pid

# A restart with it fails once, and clearly.
mark
systemctl restart zohosyncd 2>/dev/null || true
soon "a start with it fails" 5 is_failed
equal "with the status for a bad configuration" 78 property ExecMainStatus
equal "it is not tried again" 0 property NRestarts
check "the journal says what is wrong" told "$config" -p err
check "…in few lines" test "$(entries -p err)" -le 4
says "…and what to do" 'check-config' \
  journalctl -x --no-pager --since="$since" _SYSTEMD_UNIT="$unit" -p err
equal "check-config reports it" 78 sh -c "zohosyncd check-config >/dev/null 2>&1; echo \$?"
equal "the file is left as it is" '{ "enabled": tru' cat "$config"

# Whoever calls meanwhile has systemd start it again: once each, and is told what is the matter.
mark
for _ in 1 2 3; do
  equal "a client is told that it cannot start" cannot_start sh -c \
    "curl -sS --max-time 10 --unix-socket $socket http://localhost$base/status | jq -r .code"
done
eventually 5 is_failed
at_most "starts for three clients" "$(manager | grep -c '^Starting')" 3 starts
check "the socket goes on listening" is_active zohosyncd.socket

configure '.modules["Zoho CRM"].description = "Mended"'
check "mended, it starts" systemctl restart zohosyncd
equal "with the new settings" Mended description
check "and syncs" eventually 20 has_synced "Zoho CRM"
