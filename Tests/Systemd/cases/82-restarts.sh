# 1,000 requests while the service is restarted 20 times: none is refused, cut off or left empty.

fresh
systemctl start zohosyncd
eventually 20 has_synced "Zoho CRM"

# One client: requests one after the other, a line for each: curl's status, HTTP's, bytes, and
# what was wrong.
client() { # NUMBER
  local number
  for number in $(seq 250); do
    if ((number % 5)); then
      request GET /status
    else
      request POST '/modules/Zoho%20CRM/sync' '{"wait":false}'
    fi
  done >"/tmp/client-$1"
}
request() {
  local status=0 answer
  answer=$(curl -s --max-time 30 --unix-socket "$socket" -X "$1" -o /dev/null \
    -w '%{http_code} %{size_download} %{errormsg}' "http://localhost$base$2" \
    ${3:+--json "$3"}) || status=$?
  echo "$status $answer"
}

mark
begin=$(now)
clients=()
for number in 1 2 3 4; do client $number & clients+=($!); done
restarts=0
failures=0
pid=
while [ $restarts -lt 20 ]; do
  systemctl restart zohosyncd || failures=$((failures + 1))
  restarts=$((restarts + 1))
  [ "$(main_pid)" != "$pid" ] || failures=$((failures + 1))
  pid=$(main_pid)
done
echo "          20 restarts took $(since "$begin") ms"
finished=$(cat /tmp/client-* | wc -l)
wait "${clients[@]}"
echo "          answers (curl's status, HTTP's, how often; by then $finished were in):"
cat /tmp/client-* | awk '{ $3 = ""; seen[$0]++ } END { for (k in seen) print "            " k, seen[k] }'

equal "every restart worked" 0 echo $failures
equal "there were 1,000 requests" 1000 sh -c "cat /tmp/client-* | wc -l"
refused "the restarts were over before the requests" test "$finished" -lt 100
equal "none was refused, reset or left without an answer" 0 \
  sh -c "cat /tmp/client-* | grep -vc '^0 '"
equal "none was empty" 0 sh -c "cat /tmp/client-* | awk '\$3 == 0' | wc -l"
equal "every answer is a good one, or says: try again" 0 \
  sh -c "cat /tmp/client-* | grep -Evc '^0 (200|202|503) '"
at_most "answers that say: try again" "$(cat /tmp/client-* | grep -c '^0 503 ' || true)" 40 "of 1000"
check "the service is well" is_active
soon "it syncs" 20 zohosync sync crm
check "the leads are those of Zoho" same_leads

# zohosync tries again by itself where it was refused. A sync that had begun is cut off, and says so.
for number in 1 2 3; do
  zohosync sync crm >/tmp/order 2>&1 &
  order=$!
  systemctl restart zohosyncd
  status=0
  wait "$order" || status=$?
  if [ "$status" = 0 ]; then
    passed "an order given during restart $number is carried out"
  else
    check "an order given during restart $number says that it was cut off" \
      grep "cancelled: the sync was cancelled" /tmp/order
  fi
done
