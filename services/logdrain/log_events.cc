#include "services/logdrain/log_events.h"

#include <algorithm>
#include <boost/json.hpp>

#include "platform/base/encoding.h"

namespace copper::logdrain {
namespace {

constexpr std::size_t kTextBytesMax = 32 * 1024;  // escaped it is below 256 KiB, the limit of an event
constexpr std::size_t kEventsMax = 10'000;
constexpr std::size_t kBytesMax = 1024 * 1024;
constexpr std::size_t kBytesBesideMessage = 26;
constexpr std::chrono::hours kSpanMax{24};

std::string as_utf8(std::string_view bytes) {
  std::string text(bytes);
  if (base::is_utf8(text)) return text;
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
  return text;
}

bool is_object(const std::string& text) {
  if (!text.starts_with('{')) return false;
  boost::json::error_code failure;
  return boost::json::parse(text, failure).is_object() && !failure;
}

// request_id=…, as Heroku's router writes it among its other words.
std::string_view request_id_in(std::string_view text) {
  constexpr std::string_view kName = " request_id=";
  const auto found = text.find(kName);
  if (found == std::string_view::npos) return {};
  text.remove_prefix(found + kName.size());
  return text.substr(0, text.find(' '));
}

}  // namespace

LogEvent event_of(const Line& line) {
  std::string text = as_utf8(std::string_view(line.text).substr(0, kTextBytesMax));
  if (is_object(text)) return {line.time, std::move(text)};
  boost::json::object event{{"time", base::to_iso8601_millis(line.time)},
                            {"level", line.level},
                            {"service", as_utf8(line.source + "/" + line.dyno)}};
  if (const auto id = request_id_in(text); !id.empty()) event["requestId"] = id;
  event["event"] = text;
  return {line.time, boost::json::serialize(event)};
}

std::vector<std::vector<LogEvent>> batches_of(std::vector<LogEvent> events) {
  std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.time < b.time; });
  std::vector<std::vector<LogEvent>> batches;
  std::size_t bytes = 0;
  for (LogEvent& event : events) {
    const std::size_t more = event.message.size() + kBytesBesideMessage;
    if (batches.empty() || batches.back().size() == kEventsMax || bytes + more > kBytesMax ||
        event.time - batches.back().front().time >= kSpanMax) {
      batches.emplace_back();
      bytes = 0;
    }
    batches.back().push_back(std::move(event));
    bytes += more;
  }
  return batches;
}

}  // namespace copper::logdrain
