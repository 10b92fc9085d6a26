# Sourced by mvnw, cnnc and others. Sets and exports JAVA_HOME to a JDK 25 or newer (one with a javac), or prints one line and
# exits with 1. A candidate is judged by its `release` file: asking `java -version` would cost 40 ms for each.

cnnc_is_jdk() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS='=' read -r cnnc_key cnnc_value; do
    [ "$cnnc_key" = JAVA_VERSION ] || continue
    cnnc_value=${cnnc_value#\"}
    cnnc_value=${cnnc_value%%[!0-9]*}
    [ "${cnnc_value:-0}" -ge 25 ]
    return
  done < "$1/release"
  return 1
}

cnnc_find_jdk() {
  if [ -n "${JAVA_HOME:-}" ] && cnnc_is_jdk "$JAVA_HOME"; then
    return 0
  fi
  cnnc_javac=$(command -v javac 2>/dev/null) || cnnc_javac=
  if [ -n "$cnnc_javac" ]; then
    cnnc_javac=$(readlink -f "$cnnc_javac" 2>/dev/null || echo "$cnnc_javac")
    cnnc_candidate=${cnnc_javac%/bin/javac}
    if cnnc_is_jdk "$cnnc_candidate"; then
      JAVA_HOME=$cnnc_candidate
      return 0
    fi
  fi
  for cnnc_candidate in \
    /usr/lib/jvm/* \
    "${HOME:-/nonexistent}"/.sdkman/candidates/java/* \
    "${HOME:-/nonexistent}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if cnnc_is_jdk "$cnnc_candidate"; then
      JAVA_HOME=$cnnc_candidate
      return 0
    fi
  done
  return 1
}

if ! cnnc_find_jdk; then
  echo "cnnc: no JDK 25 or newer found; install one (such as Eclipse Temurin 25) or set JAVA_HOME to it" >&2
  exit 1
fi
export JAVA_HOME

# In the locale that minimal containers have, Java opens no file whose name is not ASCII.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in
  C | POSIX)
    LC_ALL=C.UTF-8
    export LC_ALL
    ;;
esac
