# What the scripts of this folder share; sourced by them, never run. Needs bash 4.4 and the programs that every Debian has.
# shellcheck shell=bash

umask 022

REPOSITORY=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
SCRIPT=deploy/$(basename "$0")

# fail CHINESE ENGLISH: one line on stderr, then out. Inside $(...) it ends the subshell only, so callers write "|| exit 1".
fail() {
    printf '%s: %s · %s\n' "$SCRIPT" "$1" "$2" >&2
    exit 1
}

# say CHINESE ENGLISH: progress, on stderr, so that stdout stays for results.
say() {
    if [[ -t 2 ]]; then
        printf '\e[36m▸\e[0m %s · \e[2m%s\e[0m\n' "$1" "$2" >&2
    else
        printf '▸ %s · %s\n' "$1" "$2" >&2
    fi
}

has() { command -v "$1" >/dev/null 2>&1; }

# Random text that needs no quoting in SQL, URIs, connection strings and configuration files.
new_password() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

# The folder where a checkout keeps its servers, keys and logs. PostgreSQL refuses to run as root, so for root it has to be a
# place that the user postgres can reach, which a home folder is not.
state_folder() {
    local hash
    hash=$(printf '%s' "$REPOSITORY" | sha256sum | cut -c1-8)
    if [[ -n ${BASIN_HOME:-} ]]; then
        printf '%s\n' "$BASIN_HOME"
    elif ((EUID == 0)); then
        printf '/var/lib/basin/%s\n' "$hash"
    else
        printf '%s/basin/%s\n' "${XDG_STATE_HOME:-$HOME/.local/state}" "$hash"
    fi
}

# listening_inode PORT: the socket that listens on the port on any address, from the kernel's own table (ss may be missing).
listening_inode() {
    local hex
    printf -v hex '%04X' "$1"
    cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
        awk -v port=":$hex" '$4 == "0A" && substr($2, length($2) - 4) == port { print $10; exit }'
}

port_is_free() { [[ -z $(listening_inode "$1") ]]; }

# port_holder PORT: "pid 123 (name)" of who listens there, or "another process" when that may not be seen.
port_holder() {
    local inode descriptor pid
    inode=$(listening_inode "$1")
    for descriptor in /proc/[0-9]*/fd/*; do
        if [[ $(readlink "$descriptor" 2>/dev/null) == "socket:[$inode]" ]]; then
            pid=${descriptor#/proc/}
            pid=${pid%%/*}
            printf 'pid %s (%s)\n' "$pid" "$(cat "/proc/$pid/comm" 2>/dev/null || echo '?')"
            return
        fi
    done
    echo 'another process'
}

# free_port: a port below the kernel's ephemeral range, so that no outgoing connection can take it between stop and start.
free_port() {
    local port try
    for try in {1..200}; do
        port=$((20000 + (RANDOM * 32768 + RANDOM + try) % 12000))
        if port_is_free "$port"; then
            echo "$port"
            return
        fi
    done
    fail '找不到空闲端口' 'no free port found between 20000 and 31999'
}

# answers HOST PORT: whether something accepts a TCP connection there within three seconds.
# shellcheck disable=SC2016  # expanded by the inner shell
answers() { timeout 3 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>/dev/null; }

# is_running PID MARK: whether the process lives and carries the mark in its command line or environment. The mark guards
# against a pid file that outlived a reboot and names a stranger.
is_running() {
    [[ -n $1 && -d /proc/$1 ]] || return 1
    [[ $(awk '/^State:/ { print $2 }' "/proc/$1/status" 2>/dev/null) != Z ]] || return 1
    grep -aqF -- "$2" "/proc/$1/cmdline" "/proc/$1/environ" 2>/dev/null
}

# wait_until SECONDS COMMAND...: polls five times a second; false when the time is over.
wait_until() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < deadline)) || return 1
        sleep 0.2
    done
}

# ensure_fonts: Chinese fonts for printed notices. Without them everything works but printing, so a machine that cannot install
# packages is told and goes on.
ensure_fonts() {
    if [[ -e /usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc || -n ${BASIN_FONT_SONG:-} ]]; then return; fi
    (ensure_packages fonts-noto-cjk) || say '没有中文字体，通知书不能打印' 'no Chinese fonts: notices cannot be printed (package fonts-noto-cjk, or BASIN_FONT_SONG and its like)'
}

# ensure_node: Node.js, whose libraries judge what is pushed and published. A machine that cannot install packages is told, and these tests are skipped.
ensure_node() {
    if has node && has npm; then return; fi
    (ensure_packages nodejs npm) || say '没有 Node.js，跳过用 npm 库核对的测试' 'no Node.js: the tests that ask libraries from npm are skipped (packages nodejs, npm)'
}

container_engine_answers() { has docker && timeout 10 docker info >/dev/null 2>&1; }

# decode_percent TEXT: the text of a URI part, %XX replaced.
decode_percent() {
    local text=${1//\\/\\\\}
    printf '%b' "${text//%/\\x}"
}

# parse_uri NAME URI SCHEMES DEFAULT_PORT: sets URI_USER URI_PASSWORD URI_HOST URI_PORT URI_PATH URI_QUERY.
# The URI is never shown in a message, since it holds a password.
parse_uri() {
    local pattern="^($3)://(([^:@/]*)(:([^@/]*))?@)?(\\[[0-9a-fA-F:]+\\]|[A-Za-z0-9._-]+)(:([0-9]{1,5}))?(/([^?#]*))?(\\?([^#]*))?\$"
    [[ $2 =~ $pattern ]] ||
        fail "$1 不是合法的 URI" "$1 is not a URI of the form ${3%%|*}://user:password@host:port/name"
    # shellcheck disable=SC2034  # read by the scripts that source this file
    {
        URI_USER=$(decode_percent "${BASH_REMATCH[3]}")
        URI_PASSWORD=$(decode_percent "${BASH_REMATCH[5]}")
        URI_HOST=${BASH_REMATCH[6]//[\[\]]/}
        URI_PORT=${BASH_REMATCH[8]:-$4}
        URI_PATH=$(decode_percent "${BASH_REMATCH[10]}")
        URI_QUERY=${BASH_REMATCH[12]}
    }
}

# ensure_packages PACKAGE...: installs Debian packages, leaving every system service as it is: a freshly installed server is
# neither started nor enabled, no default database cluster is made, and installed packages are not upgraded.
ensure_packages() {
    local root=() output
    if ! has apt-get; then
        fail "缺少 $*，此系统也没有 apt-get；请安装，或设置 BASIN_POSTGRES 与 BASIN_RABBITMQ" \
            "needs $* and there is no apt-get here; install them, or set BASIN_POSTGRES and BASIN_RABBITMQ"
    fi
    if ((EUID != 0)); then
        if ! has sudo || ! sudo -n true 2>/dev/null; then
            fail "缺少 $*，请先执行 sudo apt-get install $*" "needs $*; run: sudo apt-get install $*"
        fi
        root=(sudo -n)
    fi
    say "安装 Debian 软件包 $*" "installing Debian packages $*"
    if ! output=$("${root[@]}" bash "$REPOSITORY/deploy/install-packages" "$@" 2>&1); then
        fail "安装 $* 失败" "installing $* failed: $( (grep '^E:' <<<"$output" || tail -n 1 <<<"$output") | head -n 1)"
    fi
}
