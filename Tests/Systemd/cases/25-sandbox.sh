# What the service may do is what it needs, and nobody reaches it over a network.

fresh
systemctl start zohosyncd
eventually 20 has_synced "Zoho CRM"
pid=$(main_pid)

status_of_process() { awk -v name="$1:" '$1 == name { print $2 }' "/proc/$pid/status"; }
# As the service sees the file system, but as root.
in_its_view() { nsenter --target "$pid" --mount --root -- "$@"; }

silent "it has no open port" sh -c "ss -lntupH | grep -w pid=$pid"
says "…and ss would show one" zoho-simulator ss -lntupH

exposure=$(systemd-analyze security zohosyncd.service --no-pager |
  sed -n 's/.*Overall exposure level for zohosyncd.service: \([0-9.]*\).*/\1/p')
at_most "the exposure that systemd-analyze security sees" "${exposure:-10}" 1.1 "of 10"

refused "it is not root" test "$(status_of_process Uid)" = 0
equal "it has no capability" 0000000000000000 status_of_process CapEff
equal "it can get none" 0000000000000000 status_of_process CapBnd
equal "it can get no privilege" 1 status_of_process NoNewPrivs
equal "its system calls are filtered" 2 status_of_process Seccomp
says "it leaves no core dump" '^Max core file size +0 +0' cat "/proc/$pid/limits"

says "it cannot write to /usr, not even as root" 'Read-only file system' \
  in_its_view touch /usr/bin/other
says "it cannot write to /etc" 'Read-only file system' in_its_view touch /etc/hostname
says "it cannot write to the folder above its own" 'Read-only file system' \
  in_its_view touch /var/lib/other
check "it can write its configuration" in_its_view test -w "$config"
equal "it sees nobody's home" 0 sh -c "nsenter --target $pid --mount --root ls -A /root | wc -l"
equal "it sees no device but those that everybody needs" 0 sh -c \
  "nsenter --target $pid --mount --root find /dev -type b | wc -l"
