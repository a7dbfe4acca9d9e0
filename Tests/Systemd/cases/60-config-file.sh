# The configuration belongs to the administrator: the daemon changes last_sync and nothing else.

fresh
# An administrator's own hand: order, spacing, a key that nobody knows.
configure '. + {"x_note": "ours"}'
sed -i -e 's/"enabled": true,/"enabled" : true ,/' -e 's/^  "/    "/' "$config"
chmod 0640 "$config"
cp "$config" /tmp/before

# Syncs, and looks whether that was written back: last_sync counts seconds.
writes_back() { zohosync sync crm >/dev/null && [ "$(last_sync)" != "$1" ]; }

systemctl start zohosyncd
soon "the first sync is written back" 20 has_synced "Zoho CRM"
soon "…of each module" 20 has_synced "Zoho Books"
equal "nothing else has changed, not one byte" "" sh -c \
  "sed -E 's/(\"last_sync\": ?)\"[^\"]*\"/\1null/' $config | diff /tmp/before -"
equal "owner and mode are kept" "zohosyncd:zohosyncd 640" stat -c '%U:%G %a' "$config"
equal "nothing is left beside it" config.json ls -A /etc/zohosyncd

# An edit between two syncs is not lost.
jq '.modules["Zoho Books"].description = "By hand"' "$config" >/tmp/edited
before=$(last_sync)
write_config </tmp/edited
soon "the next sync is written back" 10 writes_back "$before"
equal "the edit is still there" "By hand" jq -r '.modules["Zoho Books"].description' "$config"

for user in nobody daemon; do
  refused "$user cannot read it" as "$user" cat "$config"
  refused "$user cannot write it" as "$user" sh -c "echo >$config"
  refused "$user cannot replace it" as "$user" mv "$config" /tmp/
done

# A file that the administrator has given to somebody else stays his.
chown root:zohosyncd "$config"
cp "$config" /tmp/before
is_told() { zohosync sync crm >/dev/null && told last_sync -p warning; }
mark
soon "a sync succeeds that cannot be written back, and the journal says so" 10 is_told
equal "the file is left as it is" "" diff /tmp/before "$config"
equal "it is still root's" "root:zohosyncd 640" stat -c '%U:%G %a' "$config"
check "the journal says what to do" told "daemon's user" -p warning
before=$(last_sync)
chown zohosyncd:zohosyncd "$config"
chmod 0600 "$config"
soon "given back, it is written again" 10 writes_back "$before"
