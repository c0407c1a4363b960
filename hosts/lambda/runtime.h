// The loop of an AWS Lambda function: takes one event after the other from the Runtime API and posts what becomes of it
// ("Using the Lambda runtime API", AWS Lambda Developer Guide).
//
//   return lambda::run([] { return lambda::function_of(handler, sweep); });
//
// What make() throws is posted as the error of the initialisation; what an event's answer() throws, as that event's
// error, with the exception's type. A function that does not end in time is given up: its caller gets too_late(), and
// the process ends, for nobody can stop its thread; Lambda starts another one.
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <string>

#include "platform/base/clock.h"
#include "platform/http/handler.h"

namespace copper::lambda {

struct Invocation {
  std::string request_id;
  http::Body event;  // JSON
  base::TimePoint deadline;
};

struct Function {
  std::function<std::string(const Invocation&)> answer;  // JSON
  std::function<std::string(const Invocation&)> too_late;
};

// What is left of an event's time when its function is given up: enough to say so.
inline constexpr std::chrono::milliseconds kReserve{500};

// Whether this process is a Lambda function: AWS_LAMBDA_RUNTIME_API says where its events come from.
bool is_here();

// Posts what keeps a function from coming as far as run() as the error of its initialisation. Throws when the Runtime API
// does not answer.
void post_start_error(const std::exception& error);

// Never returns 0: Lambda ends a function by stopping its process.
int run(const std::function<Function()>& make);

// The same with the Runtime API as a Handler, whose exceptions end the loop. `end` is called, on another thread, once the
// caller of a function that was given up has its answer; when it returns, run() does as soon as that function ends.
int run(const std::function<Function()>& make, const http::Handler& api, const std::function<void()>& end);

}  // namespace copper::lambda
