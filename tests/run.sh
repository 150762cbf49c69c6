# The tests and the benchmarks of ./secwatch. Read by ./secwatch; not a program of its own.

test_projects=(Repository Protos Ledger Detection Agent Server Browser EndToEnd)

test_run() {
  check_sdk
  install git=git node=nodejs npm=npm /usr/bin/chromium=chromium '/usr/share/fonts/opentype/noto/NotoSansCJK*=fonts-noto-cjk' \
    promtool=prometheus faketime=faketime ip=iproute2 setpriv=util-linux mount=mount \
    /usr/share/zoneinfo/Asia/Tokyo=tzdata
  build_all
  build_native_agent
  mkdir -p artifacts/test-results
  local passed=0 failed=0 skipped=0 project log total errors fails skips
  for project in "${test_projects[@]}"; do
    [ $# = 0 ] || [[ " $* " == *" $project "* ]] || continue
    log=artifacts/test-results/$project.log
    say "== SecWatch.$project.Tests"
    if ! (cd artifacts/test-results && timeout 1200 "$root/artifacts/bin/SecWatch.$project.Tests/release/SecWatch.$project.Tests" \
        -noLogo -noColor -xml "$project.xml" </dev/null 2>&1) | tee "$log" | test_filter; then
      :
    fi
    if [[ $(grep -E '^ *(SecWatch\S+ +)?Total: [0-9]+' "$log" | tail -n 1) =~ Total:\ ([0-9]+),\ Errors:\ ([0-9]+),\ Failed:\ ([0-9]+),\ Skipped:\ ([0-9]+) ]]; then
      total=${BASH_REMATCH[1]} errors=${BASH_REMATCH[2]} fails=${BASH_REMATCH[3]} skips=${BASH_REMATCH[4]}
      passed=$((passed + total - fails - skips)) failed=$((failed + fails + errors)) skipped=$((skipped + skips))
    else
      say "SecWatch.$project.Tests ended without a result"
      failed=$((failed + 1))
    fi
  done
  say ''
  say "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}

test_filter() { grep -vE '^\s*$|^  (Discovering|Discovered|Starting|Finished):' || true; }

bench_run() {
  build_all
  build_native_agent
  exec "$root/artifacts/bin/SecWatch.Benchmarks/release/SecWatch.Benchmarks" "${@:-way}"
}
