-- wrk: sends the bodies of a file in turn, each message with an id of its own.
-- wrk ... -s load.lua URL -- BODIES PREFIX PATH AUTHORIZATION
local PLACE = "00000000%-0000%-4000%-8000%-000000000000"
local bodies, prefix, sent, path, headers = {}, "", 0, "", {}

local function pieces(body)
  local found, from = {}, 1
  while true do
    local first, last = body:find(PLACE, from)
    if not first then break end
    found[#found + 1] = body:sub(from, first - 1)
    found[#found + 1] = ""
    from = last + 1
  end
  found[#found + 1] = body:sub(from)
  return found
end

function init(args)
  for line in io.lines(args[1]) do bodies[#bodies + 1] = pieces(line) end
  prefix, path = args[2], args[3]
  headers["content-type"] = "application/json"
  headers["authorization"] = args[4]
end

function request()
  sent = sent + 1
  local body = bodies[sent % #bodies + 1]
  for at = 2, #body, 2 do body[at] = string.format("%s-%d-%d", prefix, sent, at) end
  return wrk.format("POST", path, headers, table.concat(body))
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "seconds": %.6f, "p50": %.6f, "p99": %.6f, "errors": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e6, latency:percentile(99) / 1e6,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
