-- wrk's results as one line of numbers that a program can read; with an argument N, requests POST
-- a body of N bytes.

function init(args)
  if args[1] then
    wrk.method = "POST"
    wrk.body = string.rep("x", tonumber(args[1]))
  end
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    "result %d %d %d %.1f %.1f %.1f %d %d\n",
    summary.requests, summary.duration, summary.bytes,
    latency:percentile(50), latency:percentile(99), latency.max,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
