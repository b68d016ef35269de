# Shared by the scripts of this folder; source it. Installs missing packages and builds presets.

repo_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

say() { printf '%s\n' "$*" >&2; }
die() { say "error: $*"; exit 1; }

# The packages of the given sections of packages.txt.
packages_of() {
  local section
  for section in "$@"; do
    awk -v want="[$section]" '/^\[/ { on = ($0 == want); next } on && NF && $1 !~ /^#/ { print $1 }' "$repo_dir/scripts/packages.txt"
  done
}

# install_packages SECTION...: apt runs only when something is missing and we may.
install_packages() {
  command -v dpkg-query >/dev/null 2>&1 || { say "not a Debian system: see scripts/packages.txt for what is needed"; return 0; }
  local wanted missing=() package apt=(apt-get)
  wanted=$(packages_of "$@")
  for package in $wanted; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || die "these packages are missing and this user may not install them; run: sudo apt-get install ${missing[*]}"
    apt=(sudo apt-get)
  fi
  say "installing ${missing[*]}"
  # The server brings its own private cluster: Debian's default one is not wanted (only where PostgreSQL is new here).
  if [ ! -e /etc/postgresql-common/createcluster.conf ] && printf '%s\n' "${missing[@]}" | grep -qx postgresql; then
    if [ "$(id -u)" -eq 0 ]; then
      mkdir -p /etc/postgresql-common
      printf 'create_main_cluster = false\n' > /etc/postgresql-common/createcluster.conf
    else
      sudo mkdir -p /etc/postgresql-common
      printf 'create_main_cluster = false\n' | sudo tee /etc/postgresql-common/createcluster.conf >/dev/null
    fi
  fi
  local log
  log=$(mktemp)
  if ! { DEBIAN_FRONTEND=noninteractive "${apt[@]}" update && DEBIAN_FRONTEND=noninteractive "${apt[@]}" install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    die "apt could not install: ${missing[*]}"
  fi
  rm -f "$log"
}

# install_node: Debian's packages where there is no Node at all; another one (of a version manager, say) is left alone.
install_node() {
  command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || install_packages node
}

# build_preset NAME [target...]: configures when needed and builds; prints only what went wrong.
build_preset() {
  local preset=$1 log
  shift
  log=$(mktemp)
  say "building $preset (the first time takes some minutes)"
  if ! { (cd "$repo_dir" && cmake --preset "$preset") && cmake --build "$repo_dir/build/$preset" ${1:+--target "$@"}; } >"$log" 2>&1; then
    grep -nE 'error|Error|FAILED' "$log" | head -n 20 >&2
    tail -n 30 "$log" >&2
    rm -f "$log"
    die "the build of preset $preset failed"
  fi
  rm -f "$log"
}
