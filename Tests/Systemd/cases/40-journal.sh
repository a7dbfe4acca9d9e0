# What the journal holds: native fields, the catalogue's words, whatever bytes Zoho sends.

fresh
mark
systemctl start zohosyncd
soon "the first sync is told" 20 told synced ZOHO_EVENT=sync_finished ZOHO_MODULE="Zoho CRM"

# The fields of one entry.
last() { field "$1" ZOHO_EVENT=sync_finished ZOHO_MODULE="Zoho CRM"; }
equal "the entry is native" journal last _TRANSPORT
equal "it has the name of the program" zohosyncd last SYSLOG_IDENTIFIER
equal "it has a priority" 6 last PRIORITY
equal "it has the catalogue's id" dbc8581102ca4968bcdf72e746325efa last MESSAGE_ID
says "it names the source that told it" '^(SyncEngine|zohosyncd)/.*\.swift$' last CODE_FILE
says "…and the line" '^[0-9]+$' last CODE_LINE
says "…and the function" '.' last CODE_FUNC
says "it has the run" '^[0-9]{8}T[0-9]{6}-' last ZOHO_RUN_ID
equal "the run is one of those that zohosync knows" "$(last ZOHO_RUN_ID)" sh -c \
  "zohosync --json runs crm | jq -r '.runs[0].id'"
for figure in RECORDS UPSERTED DELETED API_CALLS DURATION_USEC; do
  says "it has ZOHO_$figure" '^[0-9]+$' last "ZOHO_$figure"
done
equal "every entry of the service has its event" 0 sh -c \
  "journalctl --all -o json --since='$since' _SYSTEMD_UNIT=$unit _TRANSPORT=journal |
   jq -r '.ZOHO_EVENT // \"none\"' | grep -c none"
says "journalctl -x explains it" 'A sync of Zoho CRM has finished' \
  journalctl -x --no-pager --since="$since" -u zohosyncd ZOHO_EVENT=sync_finished
refused "no field of the catalogue's words is left open" sh -c \
  "journalctl -x --no-pager --since='$since' -u zohosyncd | grep -E '@[A-Z_]+@'"

# The two usual questions.
mark
fault '{"kind":"status","status":400,"code":"BROKEN","path":"/crm/","times":null}'
refused "a sync fails" zohosync sync crm
no_faults
check "the next one succeeds" zohosync sync crm
says "what happens with the CRM?" 'synced' \
  journalctl --no-pager --since="$since" -u zohosyncd ZOHO_MODULE="Zoho CRM"
silent "…and with nothing else" sh -c \
  "journalctl --no-pager --since='$since' -u zohosyncd ZOHO_MODULE='Zoho CRM' | grep 'Zoho Books'"
says "what has failed?" 'Zoho CRM.*BROKEN' \
  journalctl --no-pager --since="$since" -u zohosyncd ZOHO_EVENT=sync_failed

# Text with line breaks is text: it cannot make fields or entries of its own.
mark
fault '{"kind":"status","status":400,"code":"FIRST\nPRIORITY=0\nSYSLOG_IDENTIFIER=other\nLAST","path":"/crm/","times":null}'
refused "a sync fails with a message of several lines" zohosync sync crm
no_faults
check "it is kept, up to its last line" told LAST
check "it is one entry" test "$(entries ZOHO_EVENT=sync_failed)" = 1
equal "it makes no entry of another name" 0 entries SYSLOG_IDENTIFIER=other
equal "it makes no emergency" 0 entries PRIORITY=0
equal "zohosync shows it on one line" 1 sh -c "zohosync runs crm | grep -c FIRST"

# Bytes that are no text, from something that is not Zoho.
not_zoho() { # BODY, in Perl's notation: what every request is answered.
  systemctl stop not-zoho 2>/dev/null || true
  # shellcheck disable=SC2016 # Perl's variables, not ours.
  systemd-run --quiet --collect --unit=not-zoho perl -MIO::Socket::INET -e '
    my ($body, $port) = (eval("qq{$ARGV[0]}"), 8791);
    my $listener = IO::Socket::INET->new(
      LocalAddr => "127.0.0.1:$port", Listen => 9, ReuseAddr => 1) or die;
    while (my $client = $listener->accept) {
      sysread $client, my $request, 65536;
      print $client "HTTP/1.1 400 No\r\nContent-Type: application/json\r\nConnection: close\r\n"
        . "Content-Length: " . length($body) . "\r\n\r\n$body";
      close $client;
    }' "$1"
  eventually 5 sh -c "ss -ltnH | grep -q :8791"
}
configure '.accounts_server = "http://127.0.0.1:8791"'
for body in '{"error":"no \xff\xfe\x80 text \x00 at all"}' '{"error":"no \\ud800 text\\u0000 at\\n all"}'; do
  mark
  rm -f "$state/token.json"
  not_zoho "${body//[\{\}]/\\&}"
  systemctl restart zohosyncd
  soon "an answer of no text is told: $body" 10 told 'cannot get an access token' -p warning
  check "the daemon goes on" is_active
done
systemctl stop not-zoho
configure .
systemctl restart zohosyncd
soon "with the right server it syncs again" 20 zohosync sync crm
