# The watchdog: a process that stands still is killed and started again, a slow Zoho is no reason.

fresh
drop_in watchdog <<'DROP_IN'
[Service]
WatchdogSec=3
RestartSec=100ms
DROP_IN
systemctl start zohosyncd
eventually 20 has_synced "Zoho CRM"
pid=$(main_pid)

mark
begin=$(now)
kill -STOP "$pid"
soon "a stopped process is replaced" 20 restarted_since "$pid"
echo "          after $(since "$begin") ms, with WatchdogSec=3"
check "systemd says why" sh -c "journalctl --since='$since' -o cat _PID=1 UNIT=$unit | grep -i watchdog"
check "the new one is ready" told ready ZOHO_EVENT=ready
equal "it was one restart" 1 property NRestarts
check "it syncs" zohosync sync crm
check "the leads are those of Zoho" same_leads
equal "no core dump is left" 0 sh -c "find / -xdev -name 'core*' -size +1M -path '*zohosync*' | wc -l"

# Zoho does not answer, for more than three times as long as the watchdog waits.
pid=$(main_pid)
fault '{"kind":"hang","path":"/crm/","times":null}'
zohosync sync crm --no-wait >/dev/null
refused "a Zoho that does not answer is no reason to be killed" eventually 10 restarted_since "$pid"
check "a sync was under way all the time" is_running
no_faults
