-- Answers a survey: each line of the file is a person, an address and a form; the page is asked for, then the form sent.
local lines, at = {}, 0

function init(args)
  for line in io.lines(args[1]) do
    local path, form = line:match("^(.-)\t(.*)$")
    lines[#lines + 1] = { path, form }
  end
  head = {
    ["Content-Type"] = "application/x-www-form-urlencoded",
    ["Sec-Fetch-Site"] = "same-origin",
    ["Accept-Language"] = "es-PE,es;q=0.9",
    ["Accept-Encoding"] = "gzip",
  }
end

function request()
  at = at + 1
  local line = lines[(math.floor(at / 2) % #lines) + 1]
  if at % 2 == 0 then return wrk.format("GET", line[1], head) end
  return wrk.format("POST", line[1], head, line[2])
end

function done(summary, latency)
  io.write(string.format(
    '{"answers": %d, "seconds": %f, "refused": %d, "p50": %f, "p95": %f, "p99": %f}\n',
    summary.requests, summary.duration / 1e6,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3))
end
