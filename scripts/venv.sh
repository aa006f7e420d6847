# Sourced by scripts/serve and scripts/test at the root of the checkout: .venv and what is installed in it.

# stop SENTENCE...: says why in each language and ends.
stop() {
  printf '%s\n' "$@" >&2
  exit 1
}

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

make_venv() {
  if is_new_enough .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1; then return; fi
  for python in python3.11 python3 python3.12 python3.13 python3.14 python; do
    if is_new_enough "$python"; then
      rm -rf .venv
      "$python" -m venv .venv || stop "虚拟环境没有建成。Debian 上请先运行 apt install python3-venv。" \
        "Could not make the virtual environment. On Debian, run apt install python3-venv first."
      return
    fi
  done
  stop "没有找到 Python 3.11 或更新的版本，请先安装。" "Python 3.11 or newer was not found; please install it first."
}

# install_requirements FILE: installs it with its hashes checked, unless .venv holds exactly this file already.
install_requirements() {
  stamp=.venv/installed-$1
  wanted=$(cksum "$1")
  if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then return; fi
  make_venv
  echo "正在安装 $1，第一次约需一分钟……"
  .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes -r "$1" ||
    stop "$1 没有装上。请检查网络或 PyPI 镜像，再运行一次。" \
      "$1 was not installed. Check the network or the PyPI mirror and run this again."
  printf '%s\n' "$wanted" >"$stamp"
}
