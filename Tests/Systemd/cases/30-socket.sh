# Socket activation: systemd holds the socket, and the first request starts the service.

fresh
check "the socket can be enabled" systemctl --quiet enable --now zohosyncd.socket
equal "the socket is its group's" "zohosyncd:zohosync 660" stat -c '%U:%G %a' "$socket"
equal "everybody may pass through its folder" "755" stat -c '%a' /run/zohosyncd
check "nothing runs yet" is_not_active
file=$(stat -c '%i' "$socket")

begin=$(now)
says "a request is answered" '"state":"(ok|degraded)"' ask GET /status
echo "          the first answer came after $(since "$begin") ms"
check "it has started the service" is_active
says "the service says so" 'Triggered|TriggeredBy: .*zohosyncd.socket' systemctl status zohosyncd
check "zohosync reaches it" zohosync status
check "it syncs" eventually 20 has_synced "Zoho CRM"

systemctl restart zohosyncd
equal "the socket outlives a restart" "$file" stat -c '%i' "$socket"
check "…and is answered" ask GET /status

stop_service
equal "the socket outlives the service" "$file" stat -c '%i' "$socket"
check "zohosync starts it, too" zohosync status
check "it runs again" is_active

halt_service
refused "a stopped socket is gone" test -e "$socket"
systemctl --quiet disable zohosyncd.socket
systemctl mask --runtime --quiet zohosyncd.socket
mark
check "without systemd's socket the service makes its own" systemctl start zohosyncd
# The sandbox does not let it give the file to the group.
equal "it is nobody else's" "zohosyncd:zohosyncd 600" stat -c '%U:%G %a' "$socket"
check "…and the journal says so" told 'only this user and root can connect' -p warning
check "root is answered" zohosync status
systemctl stop zohosyncd
refused "the service takes its own socket away" test -e "$socket"
systemctl unmask --runtime --quiet zohosyncd.socket
systemctl start zohosyncd
check "…and takes systemd's again" zohosync status
