# Secrets that exist nowhere else, through a life of the service, crash included: none is found in the
# journal, in its folders, in what systemd shows, in a core.

client_secret='C4nary-client-secret-7f3a9c'
refresh_token='1000.C4nary-refresh-token-51be0d'
wrong_token='1000.C4nary-wrong-token-e07714'
# Not on the command line, which systemd-run would tell the journal.
jq -n --arg secret "$client_secret" --arg token "$refresh_token" \
  '{client_secret: $secret, refresh_token: $token}' >/root/credentials.json
fresh --credentials /root/credentials.json
person watcher zohosync
install -d -m 0700 /etc/secrets
printf '%s' "$client_secret" >/etc/secrets/client-secret
chmod 0600 /etc/secrets/client-secret
# Cores are wanted here, if any come: the limit of the unit is not what is tested.
mkdir -p /var/crash
chmod 0777 /var/crash
pattern=$(cat /proc/sys/kernel/core_pattern)
echo "the kernel's core pattern is $pattern"
drop_in canary <<'DROP_IN'
[Service]
LoadCredential=client_secret:/etc/secrets/client-secret
LimitCORE=infinity
RestartSec=100ms
ExecStart=
ExecStart=/usr/bin/zohosyncd --log-level debug
DROP_IN
configure '.client_secret = {"credential": "client_secret"} | .refresh_token = "'"$refresh_token"'"'
mark
systemctl start zohosyncd
eventually 20 has_synced "Zoho CRM"
token=$(jq -r '.token.access_token // empty' "$state/token.json" 2>/dev/null || true)

# Zoho refuses, breaks off; the configuration changes, is broken, is mended; members ask for too much.
fault '{"kind":"status","status":401,"code":"INVALID_TOKEN","module":"Contacts"}' || true
zohosync sync crm || true
no_faults
zohosync config set refresh_token - <<<"$wrong_token" || true
zohosync sync crm || true
as watcher zohosync config show --reveal && failed "a member sees the secrets" || true
as watcher zohosync config show >/tmp/answers
zohosync --json status >>/tmp/answers || true
zohosync --json runs >>/tmp/answers || true
ask GET /modules >>/tmp/answers
curl -sS --unix-socket "$socket" http://localhost/metrics >>/tmp/answers
echo '{ "client_secret": "'"$wrong_token"'", ' >"$config"
systemctl reload zohosyncd || true
configure '.client_secret = {"credential": "client_secret"} | .refresh_token = "'"$refresh_token"'"'
systemctl reload zohosyncd
eventually 20 zohosync sync crm
pid=$(main_pid)
tr '\0' '\n' <"/proc/$pid/cmdline" >>/tmp/answers
kill -ABRT "$pid"
soon "after a crash it comes back by itself" 10 restarted_since "$pid"
eventually 20 zohosync sync crm
pid=$(main_pid)
equal "its files of /proc belong to root" root stat -c %U "/proc/$pid/environ"
refused "its user cannot read its environment" as zohosyncd cat "/proc/$pid/environ"
refused "its user cannot read its memory" as zohosyncd sh -c "head -c 1 /proc/$pid/mem"
equal "it has started no other program" "" cat "/proc/$pid/task/$pid/children"
systemctl show zohosyncd.service zohosyncd.socket >>/tmp/answers
systemctl status --no-pager --full -n 1000 zohosyncd >>/tmp/answers || true

journalctl --sync
journalctl --all --no-pager --quiet -o export >/tmp/journal
# What systemd kept of the crash, where it does.
if command -v coredumpctl >/dev/null; then coredumpctl --no-pager --all info >>/tmp/journal 2>&1 || true; fi
# A copy, so that the running service does not change under the search. The token cache is the one file
# that holds a token, for its owner alone, as long as there is no key.
rm -rf /tmp/left && mkdir /tmp/left
cp -a "$state" /tmp/left/state
cp -a /run/zohosyncd /tmp/left/run 2>/dev/null || true
rm -f /tmp/left/state/token.json
equal "the token cache is for its owner alone" '600 zohosyncd' stat -c '%a %U' "$state/token.json"
# (The folder of systemd-coredump is not everywhere.)
cores() {
  find / "$state" /run /var/crash /var/lib/systemd /var/lib/systemd/coredump /etc/zohosyncd \
    -maxdepth 1 -name "core*" -type f 2>/dev/null
}
touch "$state/core.1"
equal "a core would be found" "$state/core.1" cores
rm "$state/core.1"
silent "there is no core" cores
search() { grep -raoF -e "$1" -e "$(printf %s "$1" | base64 -w 0 | head -c 30)" "${@:2}"; }
places=(/tmp/journal /tmp/answers /tmp/left)
for secret in "$client_secret" "$refresh_token" "$wrong_token" ${token:+"$token"}; do
  silent "found nowhere: ${secret%%-[0-9a-f]*}…" search "$secret" "${places[@]}"
done
silent "no access token is found" grep -raE '1000\.[0-9a-f]{16,}\.[0-9a-f]{16,}' "${places[@]}"
echo "$client_secret" >/tmp/left/planted
check "the search finds what is planted" search "$client_secret" "${places[@]}"

rm -rf /etc/secrets /root/credentials.json /tmp/left /tmp/journal /tmp/answers
fresh
systemctl start zohosyncd
