# Who may do what is decided by the kernel's word on who asks.

fresh
person watcher zohosync
person chief zohosync,zohosync-admin
person stranger
systemctl start zohosyncd
eventually 20 has_synced "Zoho CRM"
eventually 20 has_synced "Zoho Books"

# A member of zohosync looks and syncs.
check "a member sees the status" as watcher zohosync status
change_lead Watched
check "a member syncs" as watcher zohosync sync crm
equal "what changed has come" 1 sql "SELECT count(*) FROM crm_leads WHERE last_name = 'Watched'"
equal "a member's script syncs, too" 200 \
  request_as watcher POST '/modules/Zoho%20CRM/sync' '{"wait":true}'
mark
equal "a member may not change the configuration" 403 \
  request_as watcher POST '' '{"modules":{"Zoho CRM":{"description":"mine"}}}'
says "zohosync says so" 'zohosync-admin' as watcher zohosync config set enabled false
equal "a member may not see the secrets" 403 request_as watcher GET '?reveal=true'
equal "the secrets are masked" '"********"' sh -c \
  "runuser -u watcher -- zohosync --json config show | jq .client_secret"
equal "the refusal is in the journal, with who it was" "$(id -u watcher)" field PEER_UID ZOHO_EVENT=request_refused
equal "…of which group" "$(id -g watcher)" field PEER_GID ZOHO_EVENT=request_refused
says "…and which process" '^[0-9]+$' field PEER_PID ZOHO_EVENT=request_refused

# Outside the group the kernel refuses the connection.
equal "a stranger is not connected" 000 request_as stranger GET /status
status=0
answer=$(as stranger zohosync status 2>&1) || status=$?
equal "zohosync ends with: not permitted" 77 echo "$status"
says "…and says what to do" 'usermod -aG zohosync stranger' echo "$answer"
for file in "$config" "$database" "$state/token.json"; do
  refused "a stranger cannot read $file" as stranger cat "$file"
  refused "a member cannot either" as watcher cat "$file"
done
refused "a stranger cannot look into /etc/zohosyncd" as stranger ls /etc/zohosyncd
refused "a member cannot either" as watcher ls /etc/zohosyncd

# A member of zohosync-admin changes it.
mark
check "an administrator changes the configuration" \
  as chief zohosync config set 'modules.Zoho CRM.description' "People"
equal "the file has it" People jq -r '.modules["Zoho CRM"].description' "$config"
equal "the journal has who" "$(id -u chief)" field PEER_UID ZOHO_EVENT=config_changed
says "…and what" 'modules.*Zoho CRM.*description' field CONFIG_KEYS ZOHO_EVENT=config_changed
says "an administrator sees the secrets" 'example-client-secret' \
  as chief zohosync config show --reveal
equal "the journal has who" "$(id -u chief)" field PEER_UID ZOHO_EVENT=secrets_revealed
silent "it does not have the secrets" sh -c "journalctl --all -o export | grep -a example-client-secret"
check "root is an administrator" zohosync config set 'modules.Zoho CRM.description' "Customers"
