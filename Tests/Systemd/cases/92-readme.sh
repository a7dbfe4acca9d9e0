# Every command of the README's chapter "Operate" does what it says, as it is printed there.

# The chapter's blocks one by one, each in a file of its own.
split_blocks() {
  awk '/^## /{ chapter = $0 } chapter == "## Operate" && /^```/ {
         inside = !inside; if (inside) file = sprintf("/tmp/block-%02d", ++count); else close(file)
         next }
       inside { print > file }' /shared/README.md
}

# What a reader has at hand.
cat >/usr/local/bin/sudo <<'SUDO'
#!/bin/sh
exec "$@"
SUDO
chmod 0755 /usr/local/bin/sudo
echo 'APT::Get::Assume-Yes "true";' >/etc/apt/apt.conf.d/yes
mkdir -p /tmp/reader
cd /tmp/reader
echo example-client-secret >client_secret.txt
echo 1000.example.refresh >refresh_token.txt

fresh
systemctl --quiet enable --now zohosyncd
eventually 20 has_synced "Zoho CRM"
eventually 20 has_synced "Zoho Books"
jq '.database = "/tmp/reader/zoho.sqlite"' "$config" >config.json
split_blocks
for block in /tmp/block-*; do
  # Two go on until somebody stops them, and there may be nothing to cancel.
  sed -i -E -e 's/^(zohosync events|zohosyncd .*--socket .*)$/timeout 3 \1 || [ $? = 124 ]/' \
    -e 's/^zohosync cancel crm$/& || true/' "$block"
  # The one before has purged it.
  [ -x /usr/bin/zohosyncd ] || dpkg --install /shared/zohosyncd.deb >/dev/null
  check "$(head -n 1 "$block") …" timeout 60 bash -e "$block"
done
refused "the chapter has no fewer than twelve of them" \
  test "$(find /tmp -name 'block-*' | wc -l)" -lt 12
rm -rf /tmp/block-* /etc/zohosyncd.secrets /etc/apt/apt.conf.d/yes
