#!/usr/bin/env bash
# The only entry point: build, run, test and measure Sondage.
# The work itself is in xtask/; this script finds Rust and hands over.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

rust_minimum=95 # the minor of `rust-version` in Cargo.toml

usage() {
  cat <<'TEXT'
usage: ./build.sh COMMAND

  run               build everything and start a demo: survey, relay, Braze emulator
  test [PART]       format, lints, docs, all tests, sizes; PART is one of
                    lint, core, relay, widget, journeys, face, size
  dist              the files to deploy, in dist/
  bench relay       how many answers a second the relay stores durably, how fast, in how much memory,
                    beside the bare database and Node; takes flags, --help names them
  bench studio      how quick its pages are with a survey of 90 questions in 40 languages; --write: into docs/studio.md
  docs              the pictures of docs/studio.md, of the running program
  engines [FILE]    the journeys in Chromium, Firefox and WebKit, or those of one file, and docs/engines.md,
                    which they write; "engines page" writes it by the last run, also that of the tests
  faults            each fault under load, again and again, half an hour: is all there that was taken?
  fuzz [MINUTES]    hostile surveys, answers, forms and tokens; then the relay against its OpenAPI document
  size              what a message loads, in bytes, against the budget
  widget            only build the widget, into www/dist/
  npm               only build the package of npm; says where it is
  setup             check the tools and install what is missing
  help              this text

What is missing is installed on the way; `setup` does only that.
TEXT
}

need_rust() {
  if ! command -v cargo >/dev/null || ! command -v rustc >/dev/null; then
    echo "build.sh: Rust is missing (cargo and rustc): get it from https://rustup.rs" >&2
    exit 1
  fi
  local version major minor
  version="$(rustc --version | cut -d' ' -f2)"
  IFS=. read -r major minor _ <<<"$version"
  if ((major == 1 && minor < rust_minimum)); then
    echo "build.sh: Rust $version is too old, 1.$rust_minimum or later is needed: rustup update stable" >&2
    exit 1
  fi
}

case "${1:-help}" in
  run | test | dist | bench | docs | engines | faults | fuzz | size | widget | npm | setup)
    need_rust
    if [[ ! -x "${CARGO_TARGET_DIR:-target}/debug/xtask" ]]; then
      echo "building the build tool, once" >&2
    fi
    exec cargo run --quiet -p xtask -- "$@"
    ;;
  help | -h | --help) usage ;;
  *)
    echo "build.sh: unknown command \"$1\"" >&2
    usage >&2
    exit 2
    ;;
esac
