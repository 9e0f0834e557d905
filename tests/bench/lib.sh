# Shared by the benchmarks: sourced, never run.
# shellcheck shell=bash
# Everything listens on loopback, is bounded in calls, and is ended by its process id.

bench_dir=$(mktemp -d)
# Not the profile of a deploy/up that this user has.
export CLEARWAY_PROFILE=none
bench_pids=()
bench_stop() {
  local pid
  for pid in "${bench_pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${bench_pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$bench_dir"
}
trap bench_stop EXIT

# start NAME COMMAND…: runs it in the background, its output in $bench_dir/NAME.log.
start() {
  local name=$1
  shift
  "$@" >"$bench_dir/$name.log" 2>&1 &
  bench_pids+=($!)
}

# wait_for_port PORT NAME: until something listens there, at most 20 s.
wait_for_port() {
  local i
  for ((i = 0; i < 200; i++)); do
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return 0
    sleep 0.1
  done
  echo "bench: $2 does not listen on port $1" >&2
  cat "$bench_dir/$2.log" >&2
  return 1
}

# encode TYPE <text-format >file: one protobuf message in binary.
encode() {
  protoc --encode="$1" -Iproto -Inode_modules/google-proto-files "$2"
}

# load PORT PATH BODY CALLS CLIENTS [STREAMS]: calls a second by h2load, every one answered 200.
# load_scheme, load_header, load_preload: https, one header more, a library before h2load's own.
load() {
  local out more=()
  [ -z "${load_header:-}" ] || more=(-H "$load_header")
  out=$(LD_PRELOAD=${load_preload:-} h2load -n "$4" -c "$5" -m "${6:-1}" -t 1 -d "$3" "${more[@]}" \
    -H 'content-type: application/grpc' -H 'te: trailers' "${load_scheme:-http}://127.0.0.1:$1$2" 2>&1)
  grep -q " 0 failed, 0 errored" <<<"$out" || { echo "$out" >&2; return 1; }
  sed -n 's/^finished in .*, \([0-9.]*\) req\/s.*/\1/p' <<<"$out"
}

# Processor time of a process so far, in microseconds.
cpu_of() { awk -v hz="$(getconf CLK_TCK)" '{print int(($14 + $15) * 1000000 / hz)}' "/proc/$1/stat"; }

# median of the numbers on standard input
median() { sort -n | awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}'; }
