#include "services/logdrain/logdrain.h"

#include <algorithm>
#include <boost/json.hpp>

#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "platform/base/error.h"
#include "platform/http/middleware.h"
#include "platform/http/router.h"
#include "platform/observe/log.h"

namespace copper::logdrain {
namespace {

namespace json = boost::json;

constexpr std::size_t kFrameIdsMax = 1000;
constexpr std::size_t kAppNameMax = 30;  // as Heroku has it

bool is_app(std::string_view name) {
  return !name.empty() && name.size() <= kAppNameMax &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

http::Response unauthorized() {
  http::Response response =
      http::error_response(Error(ErrorCode::unauthorized, "The drain's user or password is not the right one."));
  response.headers.set("WWW-Authenticate", "Basic realm=\"log drain\"");
  return response;
}

// Lines that are too old or of the future are refused one by one, in a success.
void note_rejected(const aws::Answer& answer) {
  json::error_code failure;
  const json::value body = json::parse(answer.response.body.text(), failure);
  const auto* object = failure ? nullptr : body.if_object();
  const auto* rejected = object == nullptr ? nullptr : object->if_contains("rejectedLogEventsInfo");
  if (rejected != nullptr && rejected->is_object()) log::warning("log lines rejected", {{"indices", *rejected}});
}

}  // namespace

Logdrain::Logdrain(LogdrainOptions options)
    : options_(std::move(options)), authorization_("Basic " + base::to_base64("heroku:" + options_.token)) {}

http::Handler Logdrain::handler() {
  http::Router router;
  router.on("POST", "/drain/{app}", [this](const http::Request& request) { return take(request); });
  return [this, router = std::move(router)](const http::Request& request) {
    const bool authorized = base::equal_constant_time(request.headers.get("Authorization"), authorization_);
    return authorized ? router(request) : unauthorized();
  };
}

http::Response Logdrain::take(const http::Request& request) {
  const std::string app(request.parameter("app"));
  if (!is_app(app)) throw Error(ErrorCode::not_found, "There is no such app.");
  const std::string_view frame_id = request.headers.get("Logplex-Frame-Id");
  if (knows(frame_id)) {
    log::info("log lines came again", {{"frameId", frame_id}});
    return {.status = 204};
  }
  std::vector<LogEvent> events;
  for (const Line& line : read_frames(request.body.text(), options_.clock())) events.push_back(event_of(line));
  for (const auto& batch : batches_of(std::move(events))) put(app, batch);
  remember(frame_id);
  return {.status = 204};
}

void Logdrain::put(const std::string& stream, const std::vector<LogEvent>& batch) const {
  json::array events;
  for (const LogEvent& event : batch) {
    events.push_back({{"timestamp", event.time.time_since_epoch().count()}, {"message", event.message}});
  }
  const json::object where{{"logGroupName", options_.group}, {"logStreamName", stream}};
  json::object what = where;
  what["logEvents"] = std::move(events);
  const std::string body = json::serialize(what);
  aws::Answer answer = ask("PutLogEvents", body);
  if (answer.error == "ResourceNotFoundException") {
    const aws::Answer created = ask("CreateLogStream", json::serialize(where));
    if (!created.ok() && created.error != "ResourceAlreadyExistsException") {
      aws::throw_refused(created, "the stream " + stream + " in " + options_.group);
    }
    answer = ask("PutLogEvents", body);
  }
  if (!answer.ok()) aws::throw_refused(answer, "log lines to " + options_.group);
  note_rejected(answer);
}

aws::Answer Logdrain::ask(const std::string& operation, const std::string& body) const {
  return aws::call(options_.logs, {.method = "POST",
                                   .headers = {{"Content-Type", "application/x-amz-json-1.1"},
                                               {"X-Amz-Target", "Logs_20140328." + operation}},
                                   .body = body});
}

bool Logdrain::knows(std::string_view frame_id) {
  const std::lock_guard lock(mutex_);
  return std::find(frame_ids_.begin(), frame_ids_.end(), frame_id) != frame_ids_.end();
}

void Logdrain::remember(std::string_view frame_id) {
  if (frame_id.empty()) return;
  const std::lock_guard lock(mutex_);
  frame_ids_.emplace_back(frame_id);
  if (frame_ids_.size() > kFrameIdsMax) frame_ids_.pop_front();
}

}  // namespace copper::logdrain
