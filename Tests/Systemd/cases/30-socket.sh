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

# A daemon never goes on behind a socket that nobody can reach.
pid=$(main_pid)
check "the socket can be restarted under it" systemctl restart zohosyncd.socket
soon "the service has followed" 5 restarted_since "$pid"
check "…and is answered" ask GET /status
systemctl stop zohosyncd.socket
soon "a stopped socket takes the service with it" 5 is_not_active
refused "…and is gone" test -e "$socket"
systemctl --quiet disable zohosyncd.socket
check "the service brings its socket along" systemctl start zohosyncd
check "…and is answered" zohosync status
