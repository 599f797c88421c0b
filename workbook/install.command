#!/bin/bash
# Sets up tdsxl for this user of a Mac: no administrator, no PATH, nothing outside the user's own folders.
# Python is fetched, its checksum proven, and kept for tdsxl alone: what else is on the Mac makes no difference.
set -euo pipefail

app="$HOME/Library/tdsxl"
demo="$HOME/tdsxl-demo"
version=3.12.13
release=20260718
python="$app/python/bin/python3"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

fail() {
    printf '\n%s\n\n' "$*" >&2
    read -r -p "Press Enter to close. " || true
    exit 1
}

get_python() {
    local cpu sum
    case "$(uname -m)" in
        arm64) cpu=aarch64 sum=62aeee6161d57303a71a138b75fd5cc6fb8c89c4b1d9c7f0a052d89fa0b6652b ;;
        x86_64) cpu=x86_64 sum=10b47148de86f9d87ba6e96a3db606ced90a206a3454d7d6d8fa68536a05d81f ;;
        *) fail "tdsxl knows no Python for this kind of Mac." ;;
    esac
    local url="https://github.com/astral-sh/python-build-standalone/releases/download/$release"
    url="$url/cpython-$version%2B$release-$cpu-apple-darwin-install_only.tar.gz"
    echo "Fetching Python $version ..."
    rm -rf "$app/new" && mkdir -p "$app/new"
    curl --fail --silent --show-error --location --proto '=https' --proto-redir '=https' --tlsv1.2 \
        --output "$app/new/python.tar.gz" "$url" ||
        fail "Python could not be fetched from github.com. Check the internet connection, then start this again."
    echo "$sum  $app/new/python.tar.gz" | shasum -a 256 -c - >/dev/null 2>&1 ||
        fail "What came from github.com is not the file that we know; it was not unpacked. Try another network."
    tar -xzf "$app/new/python.tar.gz" -C "$app/new" || fail "Python could not be unpacked. Is the disk full?"
    rm -rf "$app/python" && mv "$app/new/python" "$app/python" && rm -rf "$app/new"
}

[ -f "$here/pyproject.toml" ] ||
    fail "Unpack the whole zip file first, then start install.command in the folder workbook of what was unpacked."
"$python" -I -c 'import tkinter' 2>/dev/null || get_python
"$python" -I -c 'import tkinter' || fail "The Python that was fetched does not run on this Mac."

# No venv: in one, the window of this kind of Python does not always find its own files.
echo "Installing tdsxl; this takes a minute or two ..."
"$python" -m pip install --quiet --disable-pip-version-check --upgrade "$here" ||
    fail "tdsxl could not be installed; the lines above say why. Check the internet connection, then start this again."
"$python" -m tdsxl install || fail "Excel was not told how to start Python; the lines above say why."
printf '#!/bin/bash\nexport PATH=%q:"$PATH"\ncd && tdsxl --help && exec "$SHELL"\n' "$app/python/bin" \
    >"$HOME/Desktop/tdsxl command line.command"
chmod +x "$HOME/Desktop/tdsxl command line.command"

if [ ! -e "$demo" ]; then
    echo "Syncing 25 invented clients from practice portals on this Mac ..."
    "$python" -m tdsxl demo --out "$demo" || fail "tdsxl is installed, but the demo did not end well; see above. Delete $demo, then start this again."
fi
for book in "$demo"/*.xlsm "$demo"/*.xlsx; do
    if [ -f "$book" ]; then
        open "$book"
        break
    fi
done
printf '\ntdsxl is ready; the demo workbook opens now.\n'
printf 'Your own: on the Desktop, "tdsxl command line", then: tdsxl new office.xlsm\n'
