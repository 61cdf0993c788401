#!/usr/bin/env bash
# Builds a PostgreSQL image for the Testcontainers tests from Debian's packages alone: no image registry is asked.
#
#   docker/postgres-test/build-image.sh [NAME]      default: cloister/postgres-test:latest
#
# Debian 12 "bookworm", PostgreSQL 15 (the version of that release). Needs root, a running Docker engine and
# debootstrap; about a minute on two cores. Does nothing where an image made by this script, unchanged, exists.
set -euo pipefail

name=${1:-cloister/postgres-test:latest}
suite=bookworm
version=15
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# The image carries this digest, so that a change of a script makes a new image.
inputs=$(cat "$here/build-image.sh" "$here/entrypoint.sh" | sha256sum | cut -c1-16)

die() {
  echo "build-image: $1" >&2
  exit 1
}

docker version --format '{{.Server.Version}}' >/dev/null 2>&1 || die "no Docker engine answers; start dockerd first"
if docker image inspect --format '{{json .Config.Env}}' "$name" 2>/dev/null | grep -q "BUILD_INPUTS=$inputs"; then
  echo "build-image: $name is up to date"
  exit 0
fi
command -v debootstrap >/dev/null || die "debootstrap is missing; apt-get install debootstrap"
[[ $(id -u) == 0 ]] || die "debootstrap needs root"

work=$(mktemp -d)
log=$(mktemp)
trap 'rm -rf --one-file-system "$work" "$log"' EXIT
root=$work/root

echo "build-image: installing Debian $suite and PostgreSQL $version (about a minute)..."
if ! debootstrap --variant=minbase --include="postgresql-$version,postgresql-client-$version" \
  "$suite" "$root" >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  die "debootstrap failed"
fi
install -m 0755 "$here/entrypoint.sh" "$root/usr/local/bin/entrypoint"
# The cluster that the package made has the build machine's settings; the entry point makes its own.
rm -rf "$root/var/lib/postgresql/$version" "$root/etc/postgresql/$version"

echo "build-image: importing $name..."
tar -C "$root" --numeric-owner -c \
  --exclude='./var/cache/apt/*' --exclude='./var/lib/apt/lists/*' --exclude='./var/log/*' \
  --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' --exclude='./usr/share/locale/*' \
  --exclude="./usr/lib/postgresql/$version/lib/bitcode/*" --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*' \
  . | docker import \
  --change "ENV BUILD_INPUTS=$inputs" \
  --change "ENV PGDATA=/var/lib/postgresql/data" \
  --change "ENV PATH=/usr/lib/postgresql/$version/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
  --change "ENV LANG=C.UTF-8" \
  --change 'EXPOSE 5432' \
  --change 'ENTRYPOINT ["/usr/local/bin/entrypoint"]' \
  --change 'CMD ["postgres"]' \
  - "$name" >/dev/null
echo "build-image: $name is ready"
