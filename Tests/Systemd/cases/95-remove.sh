# Removing keeps data and settings, purging takes them; afterwards nothing is left that is enabled.

fresh
systemctl --quiet enable --now zohosyncd
eventually 20 has_synced "Zoho CRM"
leads=$(sql "SELECT count(*) FROM crm_leads")

# Clients that go on asking must not start it again.
(while [ ! -e /tmp/removed ]; do
  curl -s --max-time 5 --unix-socket "$socket" -o /dev/null "http://localhost$base/status" || true
done) &
clients=$!
check "it can be removed" dpkg --remove zohosyncd
touch /tmp/removed
wait $clients
rm /tmp/removed
check "the service is stopped" is_not_active
check "the socket is stopped" is_not_active zohosyncd.socket
equal "nothing of it runs" 0 sh -c "ps -u zohosyncd -o pid= | wc -l"
for file in /usr/bin/zohosyncd /usr/lib/systemd/system/zohosyncd.service "$socket"; do
  refused "$file is gone" test -e "$file"
done
equal "the database is kept" "$leads" sql "SELECT count(*) FROM crm_leads"
check "the configuration is kept" jq -e '.client_id == "1000.EXAMPLECLIENTID"' "$config"
equal "it is still its owner's alone" "zohosyncd 600" stat -c '%U %a' "$config"

check "it can be installed again" dpkg --install /shared/zohosyncd.deb
check "with the settings that were kept it starts" systemctl start zohosyncd
check "…and syncs" zohosync sync crm
check "the leads are those of Zoho" same_leads

check "it can be purged" dpkg --purge zohosyncd
for folder in "$state" /etc/zohosyncd /run/zohosyncd /usr/lib/zohosyncd; do
  refused "$folder is gone" test -e "$folder"
done
check "the service is gone" sh -c "! systemctl cat zohosyncd.service"
equal "nothing is left of it under /etc/systemd" "" \
  find /etc/systemd -name '*zohosync*' -not -path '*.d/*'
equal "nothing is left of it in /var/lib" "" \
  find /var/lib -name '*zohosync*' -not -path '/var/lib/dpkg/*'
equal "the catalogue has forgotten it" 0 sh -c "journalctl --list-catalog | grep -c zohosyncd: || true"
equal "systemd has no complaint" "" sh -c "systemctl --failed --no-legend | grep zohosync || true"

check "it can be installed anew" dpkg --install /shared/zohosyncd.deb
check "the configuration is the example again" \
  grep -q '"organization_id": "10234695"' "$config"
equal "owner and mode are right" "zohosyncd:zohosyncd 600" stat -c '%U:%G %a' "$config"
simulate
configure .
check "it starts" systemctl start zohosyncd
soon "it syncs" 20 has_synced "Zoho CRM"
