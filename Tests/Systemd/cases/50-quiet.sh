# A quiet day is a quiet journal: where nothing changes, one line per module and hour at most.

fresh
configure '.modules[].interval = "1s"'
systemctl start zohosyncd
eventually 20 has_synced "Zoho CRM"
eventually 20 has_synced "Zoho Books"
eventually 30 sh -c "zohosync --json modules | jq -e 'all(.modules[]; .details_pending == 0)'"

runs() { sql "SELECT count(*) FROM zohosync_runs WHERE module = '$1' AND state = 'succeeded'"; }
enough() { [ $(($(runs "Zoho CRM") - crm)) -ge 15 ] && [ $(($(runs "Zoho Books") - books)) -ge 15 ]; }
# The one line that an hour may have comes with the first quiet sync.
mark
crm=$(runs "Zoho CRM")
books=$(runs "Zoho Books")
soon "15 syncs of each module, in which nothing changes" 40 enough
at_most "lines of the CRM" "$(entries ZOHO_MODULE="Zoho CRM" -p info)" 1 "in an hour"
at_most "lines of Books" "$(entries ZOHO_MODULE="Zoho Books" -p info)" 1 "in an hour"
equal "no other line" 0 sh -c \
  "journalctl --sync; journalctl -o json --since='$since' _SYSTEMD_UNIT=$unit -p info |
   jq -c 'select(.ZOHO_MODULE == null)' | wc -l"

mark
change_lead Loud
soon "a change is told" 5 told '1 written' ZOHO_EVENT=sync_finished PRIORITY=6
says "zohosync knows every run" '^(1[5-9]|[2-9][0-9]|[0-9]{3,})$' sh -c \
  "zohosync --json runs crm | jq '.runs | length'"
