// A studio with everything around it as lambdas: an issuer that signs real tokens, an API that remembers what
// it was asked, a clock that stands still, and a browser that keeps cookies. For tests.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "apps/studio/studio.h"
#include "platform/auth/signer.h"

namespace copper::studio {

class TestWorld {
 public:
  explicit TestWorld(std::string studio_url = "http://localhost:8081");

  // Sends with the browser's cookies, as a page of the studio would, and keeps the cookies that come back.
  http::Response get(std::string target);
  http::Response send(std::string method, std::string target,
                      http::Headers headers = {{"Sec-Fetch-Site", "same-origin"}});
  // The same without a browser around it, for requests that come at the same time.
  http::Response handle(const http::Request& request) const { return handler_(request); }
  http::Request request(std::string method, std::string target, http::Headers headers) const;
  // From a page to the issuer and back: the response to the callback.
  http::Response sign_in(const std::string& from = "/");
  // The callback's address that a redirect to the issuer leads to.
  std::string callback_of(const http::Response& redirect);

  base::TimePoint now{std::chrono::seconds(1'700'000'000)};
  std::map<std::string, std::string> cookies;
  std::vector<http::Request> api_requests;
  // What the issuer does next.
  bool issuer_down = false;
  bool refresh_refused = false;
  std::string nonce_override;
  std::string audience_of_id_token = "studio";
  std::chrono::seconds lifetime{3600};
  std::vector<std::string> refreshed;  // refresh tokens that were used
  std::vector<std::string> revoked;
  std::string name = "Karen Blix";
  // What the API says about sessions.
  int session_status = 201;
  bool session_ended = false;
  std::vector<std::string> sessions_ended;  // paths that were deleted

 private:
  http::Response session_call(const http::Request& request);
  http::Response issue(const http::Request& request);
  http::Response tokens(std::string_view nonce);
  http::Response exchange(const http::Query& form);

  struct Code {
    std::string challenge;
    std::string nonce;
  };
  std::map<std::string, Code> codes_;
  std::string refresh_token_;
  std::mutex mutex_;  // the studio calls from many threads
  int counter_ = 0;
  int sessions_ = 0;
  std::string studio_url_;
  Studio studio_;
  http::Handler handler_;
};

}  // namespace copper::studio
