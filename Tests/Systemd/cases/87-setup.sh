# From a configuration of nobody's account to a service that syncs, and back to work after the token was revoked:
# zohosync setup.

code() { zoho POST grant-codes '{}' | jq -r .code; }
state_of() { zohosync --json status | jq -r .state; }

fresh
configure '.client_id = "1000.OTHER" | .client_secret = "none" | .refresh_token = "1000.none"'
mark
printf '%s\n' 1000.EXAMPLECLIENTID example-client-secret "$(code)" >/root/answers
check "a setup of a stopped service works" sh -c 'zohosync setup </root/answers >/root/said 2>&1'
refused "it shows no secret" grep -qE 'example-client-secret|1000\.[0-9a-f]{16}' /root/said
equal "the file keeps its owner and mode" "zohosyncd zohosyncd 600" stat -c '%U %G %a' "$config"
systemctl start zohosyncd
soon "the service syncs with it" 30 has_synced "Zoho CRM"

# The token is revoked while the service runs.
pid=$(main_pid)
mark
zoho POST tokens/revoke >/dev/null
refused "a revoked token fails the sync" zohosync sync crm
equal "the state says what to do" reauthorization_required state_of
refused "zohosync status ends with 1" zohosync status
says "systemctl status names the command" 'zohosync setup --reauthorize' systemctl status zohosyncd
code >/root/answers
check "it is authorised again" sh -c 'zohosync setup --reauthorize </root/answers >/root/said 2>&1'
says "the check list is good" 'ok      access token' cat /root/said
check "the next sync succeeds" zohosync sync crm
equal "without a restart" "$pid" main_pid
equal "the change has its author" 0 field PEER_UID ZOHO_EVENT=config_changed

# Who may not change the configuration learns it before the code is spent.
code >/root/answers
chmod 0644 /root/answers
refused "nobody else may do it" \
  sh -c 'runuser -u nobody -- zohosync setup --reauthorize </root/answers'
check "the code is still good" sh -c 'zohosync setup --reauthorize </root/answers >/root/said 2>&1'

# A refresh token that Zoho replaces finds its way into the file.
simulate --switch rotatesRefreshTokens=true
configure .
rm -f "$state/token.json"
mark
systemctl restart zohosyncd
soon "with one that is replaced it syncs" 30 has_synced "Zoho CRM"
says "the new one is in the file" '^1000\.[0-9a-f]{32}\.[0-9a-f]{32}$' jq -r .refresh_token "$config"
equal "that is worth a notice" 5 field PRIORITY ZOHO_EVENT=refresh_token_replaced
refused "no token is in the journal" sh -c \
  "journalctl --since='$since' -u zohosyncd | grep -qE '1000\.[0-9a-f]{16}'"
rm -f "$state/token.json"
check "a restart goes on with it" systemctl restart zohosyncd
check "and syncs" zohosync sync crm

rm -f /root/answers /root/said
fresh
systemctl start zohosyncd
