# The disk is full: a clear journal, nothing lost, and it goes on by itself when there is room again.

records=6000
fresh --data bulk --records $records --fields 12 --latency 5
configure 'del(.modules["Zoho Books"]) | .modules[].interval = "3s"'
mount -t tmpfs -o "size=2m,mode=0750,uid=$(id -u zohosyncd),gid=$(id -g zohosyncd)" small "$state"
mark
systemctl start zohosyncd
pid=$(main_pid)

soon "a full disk is an error in the journal" 30 told '(full|space)' -p err
check "the sync has failed" told . ZOHO_EVENT=sync_failed
says "what to do is said" 'space|room' \
  journalctl -x --no-pager --since="$since" _SYSTEMD_UNIT="$unit" -p err
equal "the daemon goes on" "$pid" main_pid
says "it answers" '"state":"degraded"' ask GET /status
equal "the database is whole" ok sql "PRAGMA integrity_check"
kept=$(sql "SELECT count(*) FROM crm_leads")
echo "          $kept of $records rows had room"
refused "not everything had room" test "$kept" -ge $records

# As a person would see it: the same trouble is not told more often than every few seconds.
mark
eventually 6 false || true
at_most "lines in six seconds of a full disk, at an interval of 3 s" "$(entries -p info)" 8 lines

begin=$(now)
mount -o remount,size=200m "$state"
# The next tries come later and later, up to the interval; a person does not wait.
zohosync sync crm >/dev/null || true
soon "with room again it comes to its end" 60 has_synced "Zoho CRM"
check "the leads are those of Zoho" same_leads
equal "the database is whole" ok sql "PRAGMA integrity_check"
equal "it is the same process" "$pid" main_pid

# Full when it starts.
stop_service
rm -f "$state"/*
head -c 300m /dev/zero >"$state/filler" 2>/dev/null || true
mark
systemctl start zohosyncd 2>/dev/null || true
soon "a start without room says so" 10 told '(full|space)' -p warning
rm -f "$state/filler"
soon "with room again it comes up by itself" 30 is_active
soon "…and syncs" 60 zohosync sync crm

halt_service
umount "$state"
simulate
systemctl start zohosyncd
