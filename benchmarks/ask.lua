-- Asks for one page again and again. Each line of the file is a header: name, tab, text.
function init(args)
  head = {}
  for line in io.lines(args[1]) do
    local name, text = line:match("^(.-)\t(.*)$")
    head[name] = text
  end
end

function request()
  return wrk.format("GET", nil, head)
end

function done(summary, latency)
  io.write(string.format(
    '{"answers": %d, "seconds": %f, "refused": %d, "p50": %f, "p95": %f, "p99": %f}\n',
    summary.requests, summary.duration / 1e6,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3))
end
