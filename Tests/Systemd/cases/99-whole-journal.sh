# The journal of the whole run: no secret, no crash, none of the runtime's own complaints.

everything() {
  journalctl --sync
  journalctl --all --no-pager --quiet -o export | grep -a -E '^MESSAGE=|^[A-Z_]+=' || true
}
everything >/tmp/journal
check "it tells of this run" grep -qa 'zohosyncd' /tmp/journal
silent "the client's secret is not in it" grep -a example-client-secret /tmp/journal
silent "the refresh token is not in it" grep -a 1000.example.refresh /tmp/journal
silent "no access token is in it" grep -aE '1000\.[0-9a-f]{16,}\.[0-9a-f]{16,}' /tmp/journal
silent "libdispatch has no complaint" grep -a 'worker thread' /tmp/journal
silent "nothing has crashed" grep -aE 'Fatal error|status=11/SEGV|status=4/ILL|status=5/TRAP|stack trace' \
  /tmp/journal
silent "every line has an event of ours" sh -c \
  "journalctl --all -o json _SYSTEMD_UNIT=$unit _TRANSPORT=journal |
   jq -r 'select(.ZOHO_EVENT == null) | .MESSAGE'"
# check-config prints to its standard output; nothing else should.
silent "no other line comes from the service" sh -c \
  "journalctl --all -o json _SYSTEMD_UNIT=$unit _TRANSPORT=stdout |
   jq -r '.MESSAGE | tostring' | grep -Ev '$config|^ +line [0-9]+: ' | sort | uniq -c"
rm /tmp/journal
