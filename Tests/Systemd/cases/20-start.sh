# The start: quick, said to systemd when it is true, and told in one sentence.

fresh --data demo

start_once() {
  stop_service
  # So many starts in a row would be refused as a crash loop.
  systemctl reset-failed zohosyncd
  systemctl start zohosyncd
  echo $((($(property ActiveEnterTimestampMonotonic) - $(property "$1")) / 1000))
}

mark
check "it starts" systemctl start zohosyncd
check "the first sync comes by itself" eventually 20 has_synced "Zoho CRM"
check "…of each module" eventually 20 has_synced "Zoho Books"
check "the leads are those of Zoho" same_leads
check "the invoices are those of Zoho" same_invoices
equal "systemd was told by the daemon itself" notify property Type
check "the socket was there when it was ready" test -S "$socket"
equal "the socket is its group's" "zohosyncd:zohosync 660" stat -c '%U:%G %a' "$socket"
equal "the database is nobody else's" 0 sh -c "find $state -type f -perm /007 | wc -l"
check "it has told that it is ready" told ready ZOHO_EVENT=ready
says "systemctl status has a sentence on what it does" \
  'Status: "2 modules, next Zoho (CRM|Books) in ' systemctl status zohosyncd
equal "no start has failed" 0 property NRestarts

whole=$(for _ in 1 2 3 4 5; do start_once InactiveExitTimestampMonotonic; done | median)
own=$(for _ in 1 2 3 4 5; do start_once ExecMainStartTimestampMonotonic; done | median)
figure "from the order to start until it is ready, median of 5" "$whole" 200 ms
figure "…of it the daemon itself, without check-config" "$own" 200 ms

begin=$(now)
stop_service
at_most "an idle daemon stops in" "$(since "$begin")" 2000 ms
equal "it ended well" success property Result
equal "…with status 0" 0 property ExecMainStatus
systemctl stop zohosyncd.socket
refused "without socket and service no socket is left" test -e "$socket"
systemctl start zohosyncd
