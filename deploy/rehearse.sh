#!/usr/bin/env bash
# Follows the operator's guide on a fresh Debian 12: a container that boots systemd, and so runs the units themselves.
#
#     deploy/rehearse.sh dist/hustings-0.1.0.tar.gz FOLDER [OVERLAY]
#
# As root, with debootstrap, systemd-container and the network; a quarter of an hour. FOLDER must not exist, and is left for
# a look; OVERLAY is copied over the new machine first (its /etc/environment, certificates of a proxy, pip's settings).
# The ports 25, 53, 80, 443, 8000 and 8002 of this machine must be free, because the container shares its network.
#
# Each line under `follow` must stand in the guide word for word. What is of the rehearsal alone is under `lab`: names and
# certificates that nobody outside knows, a mailbox of another domain, and the looks that an operator would take.
set -euo pipefail

[ $# -ge 2 ] || { sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 2; }
package=$(realpath "$1")
mkdir -p "$(dirname "$2")"
folder=$(realpath -m "$2")
guide=$(realpath "$(dirname "$0")/../docs/operators")
machine=$folder/machine
[ ! -e "$folder" ] || { echo "$folder is there already." >&2; exit 1; }

inside() {
    local init
    init=$(pgrep -P "$nspawn" | head -n 1)
    # shellcheck disable=SC2046
    nsenter -t "$init" -m -u -i -p -C env -i HOME=/root USER=root DEBIAN_FRONTEND=noninteractive \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin $(cat "$machine/etc/environment") bash -euc "cd /; $1"
}

follow() {
    local lines line
    lines=$(cat)
    while IFS= read -r line; do
        grep -qrF -- "    $line" "$guide" || { echo "The guide no longer says: $line" >&2; exit 1; }
    done <<< "$lines"
    printf '\n\033[1m%s\033[0m\n' "$lines"
    inside "$lines"
}

lab() {
    inside "$(cat)"
}

expect() {
    local said
    said=$(inside "$1" 2>&1 || true)
    printf '%s\n' "$said"
    grep -qF -- "$2" <<< "$said" || { printf 'Expected of “%s”: %s\n' "$1" "$2" >&2; exit 1; }
}

# --- A fresh machine -------------------------------------------------------------------------------------------------
mkdir -p "$folder"
debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,ca-certificates bookworm "$machine" > "$folder/debootstrap.log"
touch "$machine/etc/environment"
[ -z "${3:-}" ] || cp -R "$3/." "$machine/"
[ -z "${3:-}" ] || chroot "$machine" update-ca-certificates > /dev/null 2>&1
cp -L /etc/resolv.conf "$machine/etc/resolv.conf"
nameserver=$(awk '/^nameserver/ { print $2; exit }' /etc/resolv.conf)
cp "$package" "$machine/"
systemd-nspawn -D "$machine" -b --register=no --keep-unit --resolv-conf=off --console=pipe > "$folder/boot.log" 2>&1 &
nspawn=$!
trap 'inside "systemctl poweroff" || kill "$nspawn"; wait "$nspawn" || true' EXIT
until inside 'systemctl is-system-running --wait' 2> /dev/null | grep -q running; do sleep 1; done
lab <<'END'
apt-get -qq update
apt-get -qq install --no-install-recommends dnsmasq curl xz-utils openssl > /dev/null 2>&1
END
lab <<END
cat > /etc/dnsmasq.d/lab.conf <<NAMES
listen-address=127.0.0.1
bind-interfaces
no-resolv
server=$nameserver
address=/vote.example.org/127.0.0.1
txt-record=vote.example.org,"v=spf1 a mx -all"
txt-record=_dmarc.vote.example.org,"v=DMARC1; p=reject"
NAMES
systemctl restart dnsmasq
echo nameserver 127.0.0.1 > /etc/resolv.conf
END

# --- Install ---------------------------------------------------------------------------------------------------------
lab <<< 'apt-get -qq install --no-install-recommends python3-venv > /dev/null 2>&1'
follow <<'END'
useradd --system --user-group --home-dir /var/lib/hustings hustings
install -d -m 0700 -o hustings -g hustings /var/lib/hustings /srv/backups
mkdir -p /opt/hustings
tar -xzf hustings-0.1.0.tar.gz -C /opt/hustings
END
follow <<'END'
cd /opt/hustings
python3 -m venv .venv
.venv/bin/pip install --require-hashes -r hustings-0.1.0/run.txt
.venv/bin/pip install --no-deps hustings-0.1.0/hustings-0.1.0-py3-none-any.whl
install -m 0755 hustings-0.1.0/deploy/hustings /usr/local/bin/hustings
install -m 0640 -g hustings hustings-0.1.0/deploy/hustings.env /etc/hustings.env
END
lab <<'END'
sed -i -e 's/^HUSTINGS_SMTP_HOST=.*/HUSTINGS_SMTP_HOST=localhost/' -e 's/^HUSTINGS_SMTP_PORT=.*/HUSTINGS_SMTP_PORT=25/' \
    -e '/^HUSTINGS_SMTP_\(TLS\|USER\|PASSWORD\)/d' /etc/hustings.env
END
expect 'hustings init' 'https://vote.example.org/staff/invitation/'
expect '/opt/hustings/.venv/bin/hustings health' 'is no installation'
expect 'HUSTINGS_DATA=/var/lib/hustings /opt/hustings/.venv/bin/hustings health' '/var/lib/hustings belongs to hustings'
follow <<'END'
cd /opt/hustings/hustings-0.1.0
install -m 0644 deploy/*.service deploy/*.timer /etc/systemd/system/
systemctl daemon-reload
systemctl enable --now hustings.service hustings-backup.timer
END
lab <<< 'systemd-analyze verify /etc/systemd/system/hustings*; sleep 15'
expect 'curl -s http://127.0.0.1:8000/health/' ok
expect 'hustings health' 'no work is stuck'
expect 'systemctl start hustings-backup && ls /srv/backups' hustings-20

# --- Both proxies ----------------------------------------------------------------------------------------------------
lab <<'END'
apt-get -qq install --no-install-recommends nginx > /dev/null 2>&1
mkdir -p /etc/letsencrypt/live/vote.example.org
cd /etc/letsencrypt/live/vote.example.org
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=vote.example.org -keyout privkey.pem -out fullchain.pem 2> /dev/null
END
follow <<'END'
echo 'tmpfs /run/hustings-uploads tmpfs size=512m,mode=0700,uid=www-data 0 0' >> /etc/fstab
mkdir -p /run/hustings-uploads && mount /run/hustings-uploads
rm /etc/nginx/sites-enabled/default
END
follow <<'END'
cd /opt/hustings/hustings-0.1.0
install -m 0644 deploy/nginx.conf /etc/nginx/conf.d/hustings.conf
nginx -t && systemctl reload nginx
END
https() {
    expect 'curl -sk https://vote.example.org/health/' ok
    expect 'curl -skI https://vote.example.org/' 'max-age=31536000'
    expect 'curl -sI http://vote.example.org/x/' 'https://vote.example.org/x/'
    expect 'curl -sk --tlsv1.1 --tls-max 1.1 https://vote.example.org/ || echo ended $?' 'ended 35'
    expect 'curl -sk https://127.0.0.1/ || echo ended $?' 'ended 35'
}
https
lab <<'END'
systemctl disable --now nginx 2> /dev/null
apt-get -qq install --no-install-recommends caddy > /dev/null 2>&1
sed 's/^vote.example.org {/&\n\ttls internal/' /opt/hustings/hustings-0.1.0/deploy/Caddyfile > /etc/caddy/Caddyfile
systemctl restart caddy
sleep 3
END
https

# --- Mail ------------------------------------------------------------------------------------------------------------
lab <<< 'apt-get -qq install --no-install-recommends postfix opendkim opendkim-tools bind9-dnsutils > /dev/null 2>&1'
follow <<'STEP'
postconf -e myhostname=vote.example.org inet_interfaces=loopback-only
postconf -e smtpd_milters=inet:localhost:8891 'non_smtpd_milters=$smtpd_milters'
postconf -e default_privs=hustings
opendkim-genkey -b 2048 -d vote.example.org -s hustings -D /etc/dkimkeys
chown opendkim: /etc/dkimkeys/hustings.private
cat >> /etc/opendkim.conf <<'END'
Domain     vote.example.org
Selector   hustings
KeyFile    /etc/dkimkeys/hustings.private
END
sed -i 's/^Socket.*/Socket inet:8891@localhost/' /etc/opendkim.conf
systemctl restart opendkim postfix
STEP
lab <<'END'
postconf -e virtual_alias_domains=far.example 'virtual_alias_maps=inline:{you@far.example=root@localhost}'
echo 'elections: "|/usr/local/bin/hustings bounces || exit 75"' >> /etc/aliases
newaliases
systemctl restart postfix
END
expect 'hustings check-mail you@far.example' 'localhost:25 took a letter from elections@vote.example.org'
lab <<< 'sleep 3; install -m 0644 /var/mail/root /tmp/letter.eml'
expect 'hustings check-mail --arrived /tmp/letter.eml' 'there is no record (TXT) hustings._domainkey'
lab <<'END'
parts=$(grep -o '"[^"]*"' /etc/dkimkeys/hustings.txt | paste -sd,)
echo "txt-record=hustings._domainkey.vote.example.org,$parts" > /etc/dnsmasq.d/key.conf
systemctl restart dnsmasq
END
expect 'hustings check-mail --arrived /tmp/letter.eml' 'the signature is right, and aligned with vote.example.org'
expect 'hustings check-mail --arrived /tmp/letter.eml && echo signed and aligned' 'signed and aligned'
expect 'sed s/arrived/came/ /tmp/letter.eml | hustings check-mail --arrived -' 'the text is not what was signed'
lab <<< 'hustings check-mail x@gone.invalid > /dev/null || true; sleep 8'
expect 'journalctl -t postfix/local --no-pager' 'delivered to command: /usr/local/bin/hustings bounces'

# --- A drill, the move, and a drill there ----------------------------------------------------------------------------
hash_of() {
    local said
    said=$(inside "$1")
    printf '%s\n' "$said" >&2
    grep -o '[0-9a-f]\{64\}' <<< "$said" | head -n 1
}
hash=$(hash_of 'hustings backup /srv/backups/drill.zip')
lab <<< 'install -d -m 0700 -o hustings -g hustings /srv/drill /srv/drill-postgresql'
drill='export HUSTINGS_DATA=/srv/drill HUSTINGS_DATABASE=sqlite:///;'
expect "$drill hustings restore /srv/backups/drill.zip" 'is in /srv/drill'
expect "$drill hustings audit verify --noted $hash" 'The log is whole'
expect 'hustings restore --replace /srv/backups/drill.zip' 'The site is running'
lab <<'END'
systemctl stop hustings
apt-get -qq install --no-install-recommends postgresql > /dev/null 2>&1
END
follow <<'END'
runuser -u postgres -- createuser hustings
runuser -u postgres -- createdb --owner hustings --encoding UTF8 --template template0 hustings
hustings move-to 'postgresql://hustings@%2Fvar%2Frun%2Fpostgresql/hustings'
END
lab <<< 'echo HUSTINGS_DATABASE=postgresql://hustings@%2Fvar%2Frun%2Fpostgresql/hustings >> /etc/hustings.env'
lab <<< 'systemctl start hustings; sleep 12'
expect "hustings audit verify --noted $hash" 'The log is whole'
hash=$(hash_of 'hustings backup /srv/backups/postgresql.zip')
follow <<< 'runuser -u postgres -- createdb --owner hustings --encoding UTF8 --template template0 drill'
drill='export HUSTINGS_DATA=/srv/drill-postgresql HUSTINGS_DATABASE=postgresql://hustings@%2Fvar%2Frun%2Fpostgresql/drill;'
expect "$drill hustings restore /srv/backups/postgresql.zip" 'is in /srv/drill-postgresql'
expect "$drill hustings audit verify --noted $hash" 'The log is whole'

# --- Two services and a worker; a database that goes and comes ---------------------------------------------------------
follow <<'END'
sed 's/--port 8000/--port 8001/' /etc/systemd/system/hustings.service > /etc/systemd/system/hustings-8001.service
systemctl daemon-reload && systemctl enable --now hustings-8001 hustings-worker
END
lab <<< 'sleep 12'
expect 'curl -s http://127.0.0.1:8000/health/ http://127.0.0.1:8001/health/' ok
expect 'systemctl is-active hustings hustings-8001 hustings-worker' active
lab <<< 'systemctl stop postgresql; sleep 2'
expect 'hustings health' 'The database cannot be reached'
lab <<< 'systemctl start postgresql; sleep 3'
expect 'hustings health' 'no work is stuck'
expect 'curl -s http://127.0.0.1:8001/health/' ok

# --- The end ---------------------------------------------------------------------------------------------------------
lab <<< 'systemctl disable --now hustings-8001; runuser -u postgres -- dropdb drill; touch /etc/nginx/conf.d/hustings.conf; systemctl disable --now caddy; systemctl start nginx'
follow <<'END'
systemctl disable --now hustings hustings-worker hustings-backup.timer
rm /etc/systemd/system/hustings* /etc/hustings.env /usr/local/bin/hustings /etc/nginx/conf.d/hustings.conf
systemctl daemon-reload && systemctl reload nginx
umount /run/hustings-uploads && sed -i '/hustings-uploads/d' /etc/fstab
runuser -u postgres -- dropdb hustings && runuser -u postgres -- dropuser hustings
rm -r /opt/hustings /var/lib/hustings
userdel hustings
END
echo 'The guide holds.'
