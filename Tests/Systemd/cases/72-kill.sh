# kill -9, three times in the middle of a sync: systemd starts it again, and every row arrives.

records=6000
fresh --data bulk --records $records --fields 12 --latency 40
configure 'del(.modules["Zoho Books"])'
drop_in restart <<'DROP_IN'
[Service]
RestartSec=100ms
DROP_IN
has_more_leads() { [ "$(sql "SELECT count(*) FROM crm_leads" 2>/dev/null)" -gt "$1" ]; }

systemctl start zohosyncd
seen=0
for number in 1 2 3; do
  eventually 20 has_more_leads "$seen" || true
  seen=$(sql "SELECT count(*) FROM crm_leads")
  refused "the sync is not over: $seen rows" test "$seen" -ge $records
  pid=$(main_pid)
  kill -KILL "$pid"
  soon "after kill -9 number $number it comes back by itself" 10 restarted_since "$pid"
done
equal "systemd counts three restarts" 3 property NRestarts
soon "the sync comes to its end" 60 has_synced "Zoho CRM"
check "the leads are those of Zoho" same_leads
equal "the database is whole" ok sql "PRAGMA integrity_check"
equal "a run that was cut off is not under way for ever" 0 \
  sql "SELECT count(*) FROM zohosync_runs WHERE state IN ('running', 'queued')"
