# SIGTERM in the middle of a sync: within 10 seconds, nothing lost, and the next start goes on.

records=6000
fresh --data bulk --records $records --fields 12 --latency 40
configure 'del(.modules["Zoho Books"])'
leads() { sql "SELECT count(*) FROM crm_leads" 2>/dev/null || echo 0; }
has_leads() { [ "$(leads)" -ge "$1" ]; }
last_run_has() {
  [ "$(sql "SELECT state FROM zohosync_runs ORDER BY rowid DESC LIMIT 1")" = "$1" ]
}

systemctl start zohosyncd
check "a long sync has begun" eventually 20 has_leads 1000
begin=$(now)
stop_service
at_most "a daemon that syncs stops in" "$(since "$begin")" 10000 ms
equal "it ended well" success property Result
stopped=$(leads)
at_most "the sync was not over: rows so far" "$stopped" $((records - 1)) rows
check "the run is known as cancelled" last_run_has cancelled
equal "last_sync was not written" null last_sync
equal "the database is whole" ok sql "PRAGMA integrity_check"

systemctl start zohosyncd
soon "the next start goes on" 30 has_leads $((stopped + 1))
soon "…to the end" 60 has_synced "Zoho CRM"
soon "the run is known as succeeded" 5 last_run_has succeeded
at_most "rows that it read again" \
  $(($(sql "SELECT records_read FROM zohosync_runs ORDER BY rowid DESC LIMIT 1") \
    - (records - stopped))) 400 rows
check "the leads are those of Zoho" same_leads

# The worst that a network can do: an answer that never comes.
fault '{"kind":"hang","path":"/crm/","times":null}'
zohosync sync crm --no-wait >/dev/null
check "a sync hangs" is_running
begin=$(now)
stop_service
at_most "a daemon whose Zoho does not answer stops in" "$(since "$begin")" 10000 ms
equal "it ended well" success property Result
no_faults
simulate
systemctl start zohosyncd

# Who copies the database of a stopped service has all of it.
no_faults
systemctl start zohosyncd
soon "it runs again" 10 is_active
stop_service
refused "a stopped service leaves no log beside the database" test -s "$database-wal"
