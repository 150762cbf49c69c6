# The demo of ./secwatch: server, own CA, one enrolled agent, and a supervisor that starts either again when it dies.
# Read by ./secwatch; not a program of its own.

demo_free_port() { # PORT: prints it, or the next one that nobody listens on
  local port=$1
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  printf '%s' "$port"
}

demo_server() { "$server_program" "$@" --data "$demo_folder/server"; }

demo_set_up() {
  mkdir -p "$demo_folder" && chmod 700 "$demo_folder"
  if [ ! -s "$demo_folder/ports" ]; then
    printf '%s %s\n' "$(demo_free_port 7443)" "$(demo_free_port 7080)" >"$demo_folder/ports"
  fi
  read -r agent_port console_port <"$demo_folder/ports"
}

demo_start_server() {
  SECWATCH_Server__AgentAddress=127.0.0.1 SECWATCH_Server__AgentPort=$agent_port \
    SECWATCH_Server__ConsolePort=$console_port \
    "$server_program" run --data "$demo_folder/server" >>"$demo_folder/server.log" 2>&1 &
  server_pid=$!
  printf '%s\n' "$server_pid" >"$demo_folder/server.pid"
}

demo_start_agent() {
  "$agent_program" run --config "$demo_folder/agent/agent.json" --state "$demo_folder/agent/state" \
    >>"$demo_folder/agent.log" 2>&1 &
  agent_pid=$!
  printf '%s\n' "$agent_pid" >"$demo_folder/agent.pid"
}

demo_wait_for_server() {
  local try
  for try in $(seq 1 300); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$console_port") 2>/dev/null; then return 0; fi
    kill -0 "$server_pid" 2>/dev/null || break
    sleep 0.1
  done
  tail -n 20 "$demo_folder/server.log" >&2
  fail "the server did not start; its log is $demo_folder/server.log"
}

demo_stop() {
  trap - EXIT INT TERM
  say ''
  say 'stopping'
  local pid
  for pid in ${agent_pid:-} ${server_pid:-}; do kill -TERM "$pid" 2>/dev/null || true; done
  for pid in ${agent_pid:-} ${server_pid:-}; do wait "$pid" 2>/dev/null || true; done
  rm -f "$demo_folder/server.pid" "$demo_folder/agent.pid"
}

demo_enrol() {
  if [ ! -s "$demo_folder/password" ]; then
    demo_server tenant create '株式会社デモ' >/dev/null
    demo_server operator create operator >"$demo_folder/password.new"
    demo_server api-token create demo --to "$demo_folder/api-token.new" >/dev/null
    chmod 600 "$demo_folder"/*.new
    mv "$demo_folder/api-token.new" "$demo_folder/api-token"
    mv "$demo_folder/password.new" "$demo_folder/password"
  fi
  if [ ! -s "$demo_folder/agent/state/device.pem" ]; then
    local token
    token=$(demo_server token create --tenant '株式会社デモ' --uses 1 --valid-hours 1)
    "$agent_program" enroll --server "localhost:$agent_port" --token "$token" \
      --config "$demo_folder/agent/agent.json" --state "$demo_folder/agent/state"
  fi
}

demo_print() {
  cat <<TEXT

SecWatch runs. Ctrl-C ends it; a side that is killed is started again.

  console    http://localhost:$console_port/      user: operator   password: $(cat "$demo_folder/password")
  API        http://localhost:$console_port/api/v1/openapi.json
  metrics    http://localhost:$console_port/metrics
  agent      process $agent_pid      server  process $server_pid
  data       $demo_folder

In another terminal:  ./secwatch try      starts a few programs, one of them suspicious and harmless
                      ./secwatch events   ./secwatch alerts   ./secwatch status   ./secwatch help

TEXT
  if [ "$(id -u)" != 0 ]; then
    say "You are not root: sources that need rights say so by name in ./secwatch status, and the rest runs."
  fi
}

demo_run() {
  build_programs
  demo_set_up
  if [ -s "$demo_folder/server.pid" ] && kill -0 "$(cat "$demo_folder/server.pid")" 2>/dev/null; then
    fail "the demo runs already; see ./secwatch status"
  fi
  trap demo_stop EXIT
  trap 'exit 0' INT TERM
  demo_start_server
  demo_wait_for_server
  demo_enrol
  demo_start_agent
  sleep 1
  demo_print
  while true; do
    sleep 1 &
    wait $! || true
    if ! kill -0 "$server_pid" 2>/dev/null; then say 'the server ended; starting it again'; demo_start_server; fi
    if ! kill -0 "$agent_pid" 2>/dev/null; then say 'the agent ended; starting it again'; demo_start_agent; fi
  done
}

demo_need() { [ -s "$demo_folder/ports" ] || fail 'the demo has not run yet: start it with ./secwatch demo'; demo_set_up; }

demo_console() {
  demo_need
  SECWATCH_URL="http://127.0.0.1:$console_port" SECWATCH_TOKEN=$(cat "$demo_folder/api-token") \
    exec "$server_program" "$@"
}

demo_agent() {
  demo_need
  local verb=$1
  shift
  exec "$agent_program" "$verb" --config "$demo_folder/agent/agent.json" --state "$demo_folder/agent/state" "$@"
}

# Nothing here does harm: the address is this machine's own, and nobody listens on the port.
demo_try() {
  demo_need
  say 'starting: ls, id, and a shell that looks as if it opened a reverse shell'
  ls / >/dev/null
  id >/dev/null
  bash -c 'exec 3<>/dev/tcp/127.0.0.1/9' 2>/dev/null || true
  say 'look: ./secwatch events   ./secwatch alerts'
}
