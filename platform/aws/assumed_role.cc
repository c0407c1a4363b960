#include "platform/aws/assumed_role.h"

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <memory>
#include <mutex>
#include <sstream>

#include "platform/base/error.h"
#include "platform/http/url.h"
#include "platform/observe/log.h"

namespace copper::aws {
namespace {

using std::chrono::minutes;

constexpr std::chrono::seconds kLifetime{3600};  // the longest that every role allows
constexpr minutes kRenewedBefore{10};
constexpr minutes kRenewalPause{1};

Credentials read_credentials(const std::string& xml) {
  try {
    std::istringstream in(xml);
    boost::property_tree::ptree document;
    boost::property_tree::read_xml(in, document);
    const auto& given = document.get_child("AssumeRoleResponse.AssumeRoleResult.Credentials");
    return {given.get<std::string>("AccessKeyId"), given.get<std::string>("SecretAccessKey"),
            given.get<std::string>("SessionToken")};
  } catch (const boost::property_tree::ptree_error& e) {
    throw Error(ErrorCode::unavailable, "A part of the gallery is not answering. Please try again in a moment.",
                std::string("AssumeRole: something else than STS answered: ") + e.what());
  }
}

class Role {
 public:
  explicit Role(RoleOptions options) : options_(std::move(options)) {}

  Credentials current() {
    std::unique_lock lock(mutex_);
    const auto now = options_.clock();
    if (now < renewal_) return credentials_;
    if (now >= end_) {  // nobody can go on: all wait for it
      take(ask(), now);
      return credentials_;
    }
    renewal_ = now + kRenewalPause;  // it is this thread's to try
    const Credentials earlier = credentials_;
    lock.unlock();
    try {
      Credentials fresh = ask();
      lock.lock();
      take(std::move(fresh), now);
      return credentials_;
    } catch (const Error& e) {
      log::warning("credentials not renewed", {{"role", options_.role_arn}, {"detail", e.internal_detail()}});
      return earlier;
    }
  }

 private:
  Credentials ask() const {
    const std::string form = "Action=AssumeRole&Version=2011-06-15&RoleSessionName=copper&DurationSeconds=" +
                             std::to_string(kLifetime.count()) + "&RoleArn=" + http::percent_encode(options_.role_arn);
    const Answer answer =
        call(options_.sts,
             {.method = "POST", .headers = {{"Content-Type", "application/x-www-form-urlencoded"}}, .body = form});
    if (!answer.ok()) throw_refused(answer, "AssumeRole " + options_.role_arn);
    return read_credentials(answer.response.body.text());
  }

  // Counted from the moment they were asked for, by our own clock, which may differ from that of STS.
  void take(Credentials fresh, base::TimePoint asked) {
    credentials_ = std::move(fresh);
    end_ = asked + kLifetime;
    renewal_ = end_ - kRenewedBefore;
  }

  RoleOptions options_;
  std::mutex mutex_;
  Credentials credentials_;
  base::TimePoint renewal_;
  base::TimePoint end_;
};

}  // namespace

CredentialsSource assumed_role(RoleOptions options) {
  return CredentialsSource([role = std::make_shared<Role>(std::move(options))] { return role->current(); });
}

}  // namespace copper::aws
