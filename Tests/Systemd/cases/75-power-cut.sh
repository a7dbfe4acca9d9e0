# The power fails in the middle of a sync; at the next boot the service comes up and goes on.

# A Zoho that comes up at boot, too, and holds the same data every time.
lasting_zoho() {
  systemctl stop zoho.service 2>/dev/null || true
  cat >/etc/systemd/system/zoho.service <<'UNIT'
[Service]
ExecStart=zoho-simulator --port 8790 --data bulk --records 6000 --fields 12 --latency 40 \
  --clock fixed:2026-03-02T08:00:00Z
StandardOutput=null
[Install]
WantedBy=multi-user.target
UNIT
  systemctl daemon-reload
  systemctl --quiet enable --now zoho.service
  eventually 20 zoho GET clock
}
has_leads() { [ "$(sql "SELECT count(*) FROM crm_leads" 2>/dev/null)" -ge "$1" ]; }

case $stage in
1)
  fresh
  lasting_zoho
  configure 'del(.modules["Zoho Books"]) | .modules[].interval = "5s"'
  check "the service can be enabled" systemctl --quiet enable --now zohosyncd
  check "a long sync has begun" eventually 20 has_leads 1000
  cut_power
  ;;
2)
  soon "after a power cut the service is up" 20 is_active
  check "systemd has no complaint" sh -c "! systemctl --quiet is-failed zohosyncd"
  equal "the socket is its group's, in a new /run" "zohosyncd:zohosync 660" \
    stat -c '%U:%G %a' "$socket"
  equal "the database is whole" ok sql "PRAGMA integrity_check"
  seen=$(sql "SELECT count(*) FROM crm_leads")
  echo "          $seen rows had been written"
  check "what was written is there" has_leads 1000
  soon "the sync comes to its end" 60 has_synced "Zoho CRM"
  check "the leads are those of Zoho" same_leads
  says "the journal tells of both boots" '^ *-1 ' journalctl --list-boots
  reboot_now
  ;;
3)
  soon "after a reboot in good order the service is up" 20 is_active
  check "systemd has no complaint" sh -c "! systemctl --quiet is-failed zohosyncd"
  check "it had been stopped in good order" sh -c \
    "journalctl --boot=-1 -o cat _SYSTEMD_UNIT=$unit ZOHO_EVENT=stopping | grep -q ."
  check "the leads are those of Zoho" same_leads
  systemctl --quiet disable zohosyncd
  systemctl --quiet disable --now zoho.service
  rm /etc/systemd/system/zoho.service
  systemctl daemon-reload
  ;;
esac
