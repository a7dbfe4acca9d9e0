# Secrets as systemd credentials: they are in no file that the service owns.

fresh
install -d -m 0700 /etc/secrets
printf 'example-client-secret\n' >/etc/secrets/client-secret
printf '1000.example.refresh' >/etc/secrets/refresh-token
chmod 0600 /etc/secrets/*
drop_in credentials <<'DROP_IN'
[Service]
LoadCredential=client_secret:/etc/secrets/client-secret
LoadCredential=refresh_token:/etc/secrets/refresh-token
DROP_IN
configure '.client_secret = {"credential": "client_secret"}
  | .refresh_token = {"credential": "refresh_token"}'
mark
check "it starts with credentials" systemctl start zohosyncd
soon "it syncs with them" 20 has_synced "Zoho CRM"
check "the leads are those of Zoho" same_leads
refused "no secret is in its configuration" grep -q example "$config"
refused "the service cannot read the secrets' files" \
  nsenter --target "$(main_pid)" --mount --root -- runuser -u zohosyncd -- cat /etc/secrets/client-secret
equal "nothing is wrong with the configuration" 0 entries -p warning
equal "they are masked" '********' sh -c "zohosync --json config show | jq -r .client_secret"

# One that is missing is named, and is not tried again.
configure '.client_secret = {"credential": "client_secret"} | .refresh_token = {"credential": "typo"}'
mark
refused "without one it does not start" systemctl restart zohosyncd
check "the journal names it" told typo -p err
equal "with the status for a bad configuration" 78 property ExecMainStatus

fresh
rm -r /etc/secrets
systemctl start zohosyncd
