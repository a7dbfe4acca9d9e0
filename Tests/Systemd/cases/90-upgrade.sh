# An upgrade: data and settings stay, the service is restarted, and no client notices.

# The package before this one: PREVIOUS, or this one under an older version.
previous=/shared/previous.deb
if [ ! -e $previous ]; then
  dpkg-deb --raw-extract /shared/zohosyncd.deb /tmp/previous
  sed -i 's/^Version: .*/Version: 0.0.1/' /tmp/previous/DEBIAN/control
  dpkg-deb --build --root-owner-group -Znone /tmp/previous $previous >/dev/null
  rm -r /tmp/previous
fi
version() { dpkg-query --showformat='${Version}' --show zohosyncd; }

fresh
halt_service
new=$(dpkg-deb --field /shared/zohosyncd.deb Version)
check "the previous package can be installed" dpkg --install --force-downgrade $previous
refused "it is another version" test "$(version)" = "$new"
configure '.modules["Zoho CRM"].description = "Ours"'
systemctl --quiet enable --now zohosyncd
eventually 20 has_synced "Zoho CRM"
eventually 20 has_synced "Zoho Books"
leads=$(sql "SELECT count(*) FROM crm_leads")
pid=$(main_pid)
cp "$config" /tmp/before
mark

(while [ ! -e /tmp/upgraded ]; do
  curl -s --max-time 30 --unix-socket "$socket" -o /dev/null -w '%{exitcode} %{http_code}\n' \
    "http://localhost$base/status" || true
done) >/tmp/clients &
clients=$!
check "the new package can be installed over it" dpkg --install /shared/zohosyncd.deb
soon "the service runs again" 10 is_active
touch /tmp/upgraded
wait $clients
rm /tmp/upgraded

equal "it is the new version" "$new" version
refused "it was restarted" test "$(main_pid)" = "$pid"
equal "it is still enabled" enabled systemctl is-enabled zohosyncd
equal "the settings are kept" "" bash -c \
  "diff <(jq 'del(.modules[].last_sync)' /tmp/before) <(jq 'del(.modules[].last_sync)' $config)"
equal "owner and mode are kept" "zohosyncd:zohosyncd 600" stat -c '%U:%G %a' "$config"
equal "the rows are kept" "$leads" sql "SELECT count(*) FROM crm_leads"
echo "          $(wc -l </tmp/clients) requests during the upgrade"
equal "no request during the upgrade was refused" "" sh -c \
  "grep -Ev '^0 (200|503)\$' /tmp/clients | sort | uniq -c || true"
equal "systemd needs no daemon-reload" no property NeedDaemonReload
change_lead Upgraded
check "it syncs on from where it was" zohosync sync crm
check "the leads are those of Zoho" same_leads
systemctl --quiet disable zohosyncd
