-- For wrk: the 95th percentile, which its own summary leaves out.
done = function(_, latency) io.write(string.format("p95_us %.0f\n", latency:percentile(95))) end
