-- Sends the requests of a file, one a line, in turn; every number that stands for a request's own is replaced by one.
local requests, sent, vary, start = {}, 0, false, 0

function init(args)
  for line in io.lines(args[1]) do requests[#requests + 1] = line end
  vary = args[2] == "vary"
  -- The number of this run, so that no two runs send the same.
  start = 1000000 * tonumber(args[3])
end

function request()
  sent = sent + 1
  local path = requests[(sent - 1) % #requests + 1]
  if vary then path = path:gsub("7654321", string.format("%d", start + sent)) end
  return wrk.format("GET", path, { Accept = "application/sparql-results+json" })
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format('\n{"requests": %d, "microseconds": %d, "failed": %d, "p50_us": %d, "p95_us": %d, "p99_us": %d}\n',
    summary.requests, summary.duration,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
