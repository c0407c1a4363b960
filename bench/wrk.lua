-- For wrk: asks for the addresses in a file, one after the other, when one is named; each connection pauses before every request
-- when milliseconds are named too, as long on average; tells percentiles in microseconds, which its own summary leaves out.
init = function(arguments)
  if #arguments == 0 then return end
  if #arguments == 2 then
    local longest = 2 * tonumber(arguments[2])
    delay = function() return math.random(0, longest) end
  end
  local requests, n = {}, 0
  for path in io.lines(arguments[1]) do requests[#requests + 1] = wrk.format("GET", path) end
  request = function()
    n = n % #requests + 1
    return requests[n]
  end
end
done = function(_, latency) 
  io.write(string.format("p50_us %.0f p95_us %.0f\n", latency:percentile(50), latency:percentile(95)))
 end
