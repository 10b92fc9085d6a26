#!/bin/sh
# Makes a root folder with a Java 25 for aarch64, in which qemu-aarch64 -L runs it, for the tests of jars on aarch64; where
# it is already there, does nothing. Delete the folder to have it made anew. Takes 65 MB of downloads and 200 MB of disk.
#
# Debian 13 is where the packages are from, whatever Debian this is: by apt, from the mirror that this machine uses, with
# lists of their own. So apt checks signatures and hashes, goes through the proxy it knows, and nothing is installed.
set -eu

folder=${CNNC_CACHE:-${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/cnnc}/aarch64-java
java=usr/lib/jvm/java-25-openjdk-arm64
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

fail() {
  echo "aarch64-java: no Java for aarch64: $1" >&2
  exit 1
}

if [ -x "$folder/$java/bin/java" ]; then
  exit 0
fi
for command in apt-get dpkg-deb; do
  command -v "$command" >/dev/null 2>&1 || fail "$command is missing; this takes a Debian"
done
[ -r "$keyring" ] || fail "$keyring is missing; \`apt-get install debian-archive-keyring\` has it"

mkdir -p "${folder%/*}" 2>/dev/null || fail "${folder%/*} cannot be made"
temp=$(mktemp -d "$folder.XXXXXX" 2>/dev/null) && temp=$(readlink -f "$temp") || fail "${folder%/*} cannot be written to"
trap 'rm -rf "$temp"' EXIT
trap 'exit 1' HUP INT TERM

# apt with lists, caches and a source of its own, as another machine would see it.
apt() {
  apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o APT::Sandbox::User="$(id -un)" \
    -o Dir::State::lists="$temp/lists" -o Dir::State::status="$temp/status" \
    -o Dir::Cache="$temp" -o Dir::Cache::archives="$temp/debs" \
    -o Dir::Etc::sourcelist="$temp/sources.list" -o Dir::Etc::sourceparts=- \
    -o Acquire::Languages=none -o Acquire::Retries=1 -o Acquire::http::Timeout=20 \
    -o APT::Update::Error-Mode=any "$@" 2>>"$temp/errors"
}

update() {
  # The first of apt's repositories that has it: one of security updates alone does not.
  for uri in $(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | awk '!seen[$0]++'); do
    echo "deb [signed-by=$keyring] $uri trixie main" > "$temp/sources.list"
    if apt update; then
      : > "$temp/errors"
      return 0
    fi
  done
  return 1
}

mkdir -p "$temp/lists/partial" "$temp/debs/partial" "$temp/root"
: > "$temp/status"
: > "$temp/errors"
update || fail "no repository of apt's has Debian 13 for arm64: $(head -n 1 "$temp/errors")"
(cd "$temp/debs" && apt download openjdk-25-jre-headless libc6 libgcc-s1 libstdc++6 zlib1g) ||
  fail "$(head -n 1 "$temp/errors")"
for package in "$temp"/debs/*.deb; do
  dpkg-deb --extract "$package" "$temp/root" 2>"$temp/errors" || fail "$(head -n 1 "$temp/errors")"
done

# What is linked to is in this root, where the kernel does not look for it; what no package here has is not needed.
find "$temp/root/$java" -type l -lname '/*' | while IFS= read -r link; do
  target=$temp/root$(readlink "$link")
  if [ -e "$target" ]; then cp --remove-destination "$target" "$link"; else rm "$link"; fi
done
ln -s usr/lib "$temp/root/lib"
rm -rf "$temp/root/etc" "$temp/root/usr/share" "$temp/root/usr/lib/aarch64-linux-gnu/gconv"
rm -f "$temp/root/$java"/lib/server/classes_*.jsa

# Whoever is first wins.
mv -T "$temp/root" "$folder" 2>"$temp/errors" || [ -x "$folder/$java/bin/java" ] || fail "$(head -n 1 "$temp/errors")"
