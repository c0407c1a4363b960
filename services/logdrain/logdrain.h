// Heroku's logs into CloudWatch Logs: what a log drain of Heroku posts (R0.14).
//
//   POST /drain/{app}    application/logplex-1, with name and password (RFC 7617); 204 once CloudWatch has the lines
//
// Everything lands in one log group, with a stream per app. Heroku sends a post again until it is answered 2xx, so that
// lines may come twice: those of a Logplex-Frame-Id that was answered are dropped, as far as this process remembers.
#pragma once

#include <deque>
#include <mutex>
#include <string>

#include "platform/aws/call.h"
#include "platform/http/handler.h"
#include "services/logdrain/log_events.h"

namespace copper::logdrain {

struct LogdrainOptions {
  aws::CallOptions logs;  // CloudWatch Logs
  std::string group;      // of CloudWatch, which must be there: /copper/prod/heroku
  std::string token;      // the drains' password, whose user is `heroku`: https://heroku:TOKEN@…/drain/gallery
  base::Clock clock = base::system_now;
};

// Its Handler must not outlive it.
class Logdrain {
 public:
  explicit Logdrain(LogdrainOptions options);

  http::Handler handler();

 private:
  http::Response take(const http::Request& request);
  void put(const std::string& stream, const std::vector<LogEvent>& batch) const;
  aws::Answer ask(const std::string& operation, const std::string& body) const;
  bool knows(std::string_view frame_id);
  void remember(std::string_view frame_id);

  LogdrainOptions options_;
  std::string authorization_;
  std::mutex mutex_;
  std::deque<std::string> frame_ids_;  // of the latest posts
};

}  // namespace copper::logdrain
