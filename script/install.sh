# Sourced by the scripts beside it: makes .uv and a virtual environment ready from the hashed
# lists in requirements/. Needs python3 >= 3.11 with pip, or a folder wheels/ when offline.
#
#   . script/install.sh
#   ready .venv requirements/app.txt
#
# POSIX sh. Everything that goes wrong is said in one sentence; the tools' own words go to
# .uv/install.log.

say() { printf '%s\n' "$*" >&2; }

give_up() {
    say "$1"
    [ -z "${2:-}" ] || say "($2)"
    exit 1
}

# Sets UV_PYTHON to an interpreter >= 3.11: $DENGTA_PYTHON, python3, or a versioned one.
find_python() {
    for candidate in "${DENGTA_PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
        [ -n "$candidate" ] || continue
        path=$(command -v "$candidate" 2>/dev/null) || continue
        if "$path" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            UV_PYTHON=$("$path" -c 'import sys; print(sys.executable)')
            export UV_PYTHON
            return 0
        fi
    done
    give_up "没有找到 3.11 或更高版本的 Python。请先安装 python3（在 Debian 上：apt install python3 python3-pip）。" \
        "No Python >= 3.11 found. Set DENGTA_PYTHON if it has another name."
}

# Tells why the last command failed, from what it wrote to .uv/install.log.
explain_failure() {
    if grep -qi -e 'no space left' -e 'os error 28' -e 'disk quota' .uv/install.log; then
        give_up "磁盘已满，安装没有完成。请腾出至少 1 GB 空间后重新运行。" "Disk full."
    elif grep -qi -e 'read-only file system' -e 'permission denied' -e 'os error 13' -e 'os error 30' \
        .uv/install.log; then
        give_up "没有写入权限，安装没有完成。请检查文件夹 $(pwd) 的权限后重新运行。" \
            "Read-only folder; details in .uv/install.log"
    elif grep -qi -e 'hash' .uv/install.log && grep -qi -e 'mismatch' -e 'do not match' .uv/install.log; then
        give_up "下载的软件包与清单不符，为安全起见没有安装。请更换软件源后重新运行。" \
            "Hash mismatch; details in .uv/install.log"
    elif [ -d wheels ]; then
        give_up "wheels 文件夹里的安装包不全，安装没有完成。请补齐后重新运行。" \
            "Incomplete wheels/ folder; details in .uv/install.log"
    fi
    give_up "连不上软件源，安装没有完成。请检查网络或镜像设置后重新运行；没有网络时，把安装包放进 wheels 文件夹。" \
        "Cannot reach the package registry; details in .uv/install.log"
}

# Runs a command quietly; its words go to the log.
quietly() { "$@" >>.uv/install.log 2>&1; }

install_uv() {
    if [ -x .uv/bin/uv ] && cmp -s requirements/uv.txt .uv/installed; then return 0; fi
    "$UV_PYTHON" -m pip --version >/dev/null 2>&1 ||
        give_up "Python 没有带 pip。请先安装（在 Debian 上：apt install python3-pip）。" "pip is missing."
    set -- --disable-pip-version-check --quiet --upgrade --no-deps --target .uv --require-hashes \
        --requirement requirements/uv.txt
    if [ -d wheels ]; then set -- --no-index --find-links wheels "$@"; fi
    quietly "$UV_PYTHON" -m pip install "$@" || explain_failure
    cp requirements/uv.txt .uv/installed
}

# An office's mirror is named in pip's settings; uv does not read those.
follow_mirror() {
    [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ] || return 0
    mirror=$("$UV_PYTHON" -m pip config get global.index-url 2>/dev/null) ||
        mirror=$("$UV_PYTHON" -m pip config get user.index-url 2>/dev/null) || mirror=
    mirror=${PIP_INDEX_URL:-$mirror}
    if [ -n "$mirror" ]; then
        UV_DEFAULT_INDEX=$mirror
        export UV_DEFAULT_INDEX
    fi
}

# ready FOLDER LIST: FOLDER is a virtual environment with exactly what LIST names.
ready() {
    if [ -x "$1/bin/python" ] && cmp -s "$2" "$1/installed" && "$1/bin/python" -c '' 2>/dev/null; then
        return 0
    fi
    find_python
    if ! mkdir -p .uv 2>/dev/null || ! (: >>.uv/install.log) 2>/dev/null; then
        if [ -w . ] && [ "$(df -Pk . | awk 'NR == 2 { print $4 }')" -lt 1024 ]; then
            give_up "磁盘已满，安装没有完成。请腾出至少 1 GB 空间后重新运行。" "Disk full."
        fi
        give_up "文件夹 $(pwd) 不能写入。请换一个有写入权限的位置，或检查权限后重新运行。" \
            "This folder is read-only."
    fi
    : >.uv/install.log
    (
        # One installation at a time: a second one waits here and then finds it done.
        if command -v flock >/dev/null 2>&1; then flock 9; fi
        if [ -x "$1/bin/python" ] && cmp -s "$2" "$1/installed"; then exit 0; fi
        say "首次运行，正在准备（约半分钟）…"
        UV_PYTHON_DOWNLOADS=never
        UV_SYSTEM_CERTS=1
        UV_NO_PROGRESS=1
        export UV_PYTHON_DOWNLOADS UV_SYSTEM_CERTS UV_NO_PROGRESS
        install_uv
        venv=$1 list=$2
        set --
        if [ -d wheels ]; then
            set -- --offline --no-index --find-links wheels
        else
            follow_mirror
        fi
        quietly .uv/bin/uv venv --quiet --clear --python "$UV_PYTHON" "$venv" || explain_failure
        quietly .uv/bin/uv pip sync "$@" --require-hashes --python "$venv/bin/python" "$list" ||
            explain_failure
        cp "$list" "$venv/installed"
    ) 9>.uv/lock || exit 1
}
