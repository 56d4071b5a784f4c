#!/bin/sh
# The password goes through a private file: on the command line every process list would show it.
set -eu
umask 077
cat > /tmp/valkey.conf <<END
requirepass $(cat /run/secrets/redis_password)
dir /data
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
END
exec valkey-server /tmp/valkey.conf
