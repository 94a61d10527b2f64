-- Casts ballots: each request another seat's cookie and form, with a key that was never sent.
local lines, at = {}, 0

function init(args)
  math.randomseed(os.time())
  local base = string.format("%08x", math.random(0, 2147483646))
  for line in io.lines(args[1]) do
    local cookie, form = line:match("^(.-)\t(.*)$")
    lines[#lines + 1] = { cookie, form }
  end
  prefix = base
  head = {
    ["Content-Type"] = "application/x-www-form-urlencoded",
    ["Sec-Fetch-Site"] = "same-origin",
    ["Accept-Language"] = "es-PE,es;q=0.9",
    ["Accept-Encoding"] = "gzip",
  }
end

function request()
  at = at + 1
  local line = lines[(at % #lines) + 1]
  head["Cookie"] = line[1]
  return wrk.format("POST", nil, head, "key=" .. prefix .. at .. "&" .. line[2])
end

function done(summary, latency)
  io.write(string.format(
    '{"answers": %d, "seconds": %f, "refused": %d, "p50": %f, "p95": %f, "p99": %f}\n',
    summary.requests, summary.duration / 1e6,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3))
end
