# The package puts everything where the interface says, with the right owners, and starts nothing.

has() { dpkg-query --listfiles zohosyncd | grep -qx "$1"; }
is_executable() { [ -x "$1" ]; }

check "the package can be installed" dpkg --install /shared/zohosyncd.deb

for file in /usr/bin/zohosyncd /usr/bin/zohosync \
  /usr/lib/systemd/system/zohosyncd.service /usr/lib/systemd/system/zohosyncd.socket \
  /usr/lib/sysusers.d/zohosyncd.conf /usr/lib/tmpfiles.d/zohosyncd.conf \
  /usr/lib/systemd/catalog/zohosyncd.catalog; do
  check "it has $file" has "$file"
done
refused "it does not have the simulator" has /usr/bin/zoho-simulator
for program in zohosyncd zohosync; do
  says "$program tells its version" '^[0-9]+\.[0-9]+' "$program" --version
  equal "$program finds all its libraries" 0 \
    sh -c "ldd /usr/bin/$program | grep -c 'not found' || true"
done

equal "the configuration is the service's own" "zohosyncd:zohosyncd 600" \
  stat -c '%U:%G %a' /etc/zohosyncd/config.json
equal "its folder is the service's own" "zohosyncd:zohosyncd 750" \
  stat -c '%U:%G %a' /etc/zohosyncd
equal "the folder of the database is the service's own" "zohosyncd:zohosyncd 750" \
  stat -c '%U:%G %a' /var/lib/zohosyncd
for file in /usr/bin/zohosyncd /usr/lib/systemd/system/zohosyncd.service; do
  equal "$file belongs to root" root:root stat -c '%U:%G' "$file"
done
# shellcheck disable=SC2016 # dpkg-query's own notation.
says "dpkg keeps an edited configuration: it is a conffile" '/etc/zohosyncd/config.json' \
  dpkg-query --showformat='${Conffiles}' --show zohosyncd

says "there is a user who cannot log in" ':/var/lib/zohosyncd:.*/(nologin|false)$' \
  getent passwd zohosyncd
says "the user is in the group of the socket" '\bzohosync\b' id -nG zohosyncd
check "there is a group of the administrators" getent group zohosync-admin

check "the units are in order" systemd-analyze verify /usr/lib/systemd/system/zohosyncd.service \
  /usr/lib/systemd/system/zohosyncd.socket
silent "systemd-analyze verify has no remark" sh -c \
  'systemd-analyze verify /usr/lib/systemd/system/zohosyncd.* 2>&1 | grep -i zohosyncd'
says "the journal's catalogue knows the service" 'Zoho sync daemon is ready' \
  journalctl --dump-catalog 55fd4563182a429dac0070666892ed01
equal "every event of the catalogue is known" "$(
  grep -c '^-- ' /usr/lib/systemd/catalog/zohosyncd.catalog)" \
  sh -c "journalctl --list-catalog | grep -c 'zohosyncd:'"

equal "nothing runs" inactive systemctl is-active zohosyncd.service
equal "nothing listens" inactive systemctl is-active zohosyncd.socket
equal "the service does not start at boot unless somebody wants it" disabled \
  systemctl is-enabled zohosyncd.service
