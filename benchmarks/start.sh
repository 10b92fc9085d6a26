# Sourced by the programs of this folder: `start CLASS ARGUMENTS...` builds what is missing or older than its sources,
# and becomes the JVM that runs the class. With `profile` set, that Maven profile's libraries are there too.
here=$(dirname -- "$(readlink -f -- "$0")")
root=$(dirname -- "$here")
profile=
. "$root/.mvn/find-jdk.sh"

start() {
  lib=$here/target/lib
  stamp=$lib/built$profile
  if [ ! -f "$stamp" ] ||
    [ -n "$(find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main -newer "$stamp" -print -quit)" ]; then
    echo "$(basename -- "$0"): building ..." >&2
    mkdir -p "$lib"
    : > "$stamp.new"
    (cd "$root" && ./mvnw -q --batch-mode -Dmaven.test.skip=true -pl benchmarks -am ${profile:+"-P$profile"} package) >&2
    mv "$stamp.new" "$stamp"
  fi
  # PyTorch's OpenMP threads slow each other down eightfold where they spin.
  export OMP_WAIT_POLICY=PASSIVE
  progress=false
  if [ -t 2 ]; then progress=true; fi
  exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx4g --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow -Dcnnc.root="$root" -Dcnnc.progress=$progress -cp "$lib/*" "$@"
}
