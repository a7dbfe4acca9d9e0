# A busy life leaves files in the service's own folders, and nowhere else.

fresh
touch /tmp/marker
sleep 0.1
systemctl start zohosyncd
eventually 20 has_synced "Zoho CRM"
eventually 20 has_synced "Zoho Books"
change_lead Footprint
zohosync sync --all >/dev/null
zohosync sync crm --full >/dev/null
zohosync config set 'modules.Zoho CRM.description' Footprint >/dev/null
systemctl reload zohosyncd
zohosync test >/dev/null
systemctl restart zohosyncd
zohosync status >/dev/null

# Everything that is newer than the marker, in each file system, apart from what systemd keeps for
# every service and what this test writes.
left() {
  find / /run /tmp /dev/shm -xdev -newer /tmp/marker ! -type d \
    ! -path '/shared/*' ! -path '/proc/*' ! -path '/sys/*' ! -path '/dev/pts/*' \
    ! -path '/var/log/journal/*' ! -path '/run/log/*' ! -path '/run/systemd/*' \
    ! -path '/run/dbus/*' ! -path '/run/udev/*' ! -path '/dev/null' ! -path /tmp/marker |
    sort -u
}
equal "its configuration is the one that was there" /etc/zohosyncd/config.json \
  sh -c "find /etc -newer /tmp/marker ! -type d"
says "it keeps its state" "$state/zoho.sqlite" left
equal "nothing else has been written" "" \
  sh -c "grep -Ev '^(/var/lib/zohosyncd|/run/zohosyncd|/etc/zohosyncd)/' || true" < <(left)
equal "its state is what the interface says" "token.json zoho.sqlite" sh -c \
  "ls -A $state | grep -Ev -- '-(wal|shm)\$|\.lock\$' | paste -sd ' '"
stop_service
equal "nothing of it runs any more" 0 sh -c "ps -u zohosyncd -o pid= | wc -l"
equal "no shared memory is left" "" find /dev/shm /dev/mqueue -name '*zoho*'
systemctl start zohosyncd
