#include "platform/auth/verifier.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>

#include "platform/auth/signer.h"
#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "platform/base/error.h"

namespace copper::auth {
namespace {

using std::chrono::seconds;

constexpr const char* kIssuer = "https://prints.eu.example/";
constexpr std::int64_t kNow = 1'700'000'000;

const Signer& first_key() {
  static const Signer signer = Signer::generate();
  return signer;
}
const Signer& second_key() {
  static const Signer signer = Signer::generate();
  return signer;
}

boost::json::object good_claims() {
  return {{"iss", kIssuer},   {"sub", "7c4f"}, {"aud", "copper-api"},
          {"exp", kNow + 60}, {"nbf", kNow},   {"roles", boost::json::array{"artist", "admin"}}};
}

boost::json::object with(const char* name, const boost::json::value& value) {
  auto claims = good_claims();
  claims[name] = value;
  return claims;
}

boost::json::object without(const char* name) {
  auto claims = good_claims();
  claims.erase(name);
  return claims;
}

// An issuer whose key, clock and health the test controls, and a verifier that trusts it.
class VerifierTest : public testing::Test {
 protected:
  base::TimePoint now{seconds(kNow)};
  Signer published = first_key();
  bool down = false;
  int key_requests = 0;

  Verifier verifier{{.issuer = kIssuer,
                     .audience = "copper-api",
                     .issuer_http =
                         [this](const http::Request& request) {
                           if (request.path() == "/.well-known/jwks.json") ++key_requests;
                           if (down) throw Error(ErrorCode::unavailable, "down");
                           return issuer_handler(kIssuer, published)(request);
                         },
                     .clock = [this] { return now; }}};

  ErrorCode refusal(const std::string& token) {
    try {
      verifier.verify(token);
    } catch (const Error& e) {
      return e.code();
    }
    ADD_FAILURE() << "accepted";
    return ErrorCode::internal;
  }
  ErrorCode refusal(const boost::json::object& claims) { return refusal(first_key().sign(claims)); }
};

TEST_F(VerifierTest, AcceptsAGoodToken) {
  const auto claims = verifier.verify(first_key().sign(good_claims(), "at+jwt"));
  EXPECT_EQ(claims.subject, "7c4f");
  EXPECT_TRUE(claims.has_role("artist"));
  EXPECT_TRUE(claims.has_role("admin"));
  EXPECT_FALSE(claims.has_role("art"));
  EXPECT_EQ(claims.expires, base::TimePoint(seconds(kNow + 60)));
}

TEST_F(VerifierTest, RefusesAlgorithmNone) {
  const auto part = [](const boost::json::object& object) {
    return base::to_base64url(boost::json::serialize(object));
  };
  for (const char* name : {"none", "None", "NONE", ""}) {
    const auto unsigned_token = part({{"alg", name}, {"kid", first_key().kid()}}) + "." + part(good_claims()) + ".";
    EXPECT_EQ(refusal(unsigned_token), ErrorCode::unauthorized) << name;
  }
  EXPECT_EQ(key_requests, 0);
}

TEST_F(VerifierTest, RefusesThePublicKeyUsedAsAnHmacSecret) {
  const auto part = [](const boost::json::object& object) {
    return base::to_base64url(boost::json::serialize(object));
  };
  const std::string signed_part = part({{"alg", "HS256"}, {"kid", first_key().kid()}}) + "." + part(good_claims());
  for (const std::string& secret :
       {boost::json::serialize(first_key().jwks()), boost::json::serialize(first_key().jwks().at("keys").at(0))}) {
    const auto mac = base::to_base64url(base::hmac_sha256(secret, signed_part));
    EXPECT_EQ(refusal(signed_part + "." + mac), ErrorCode::unauthorized);
  }
}

TEST_F(VerifierTest, RefusesARealSignatureUnderAnotherAlgorithmsName) {
  const auto token = first_key().sign(good_claims());
  const std::string header = R"({"alg":"RS512","kid":")" + first_key().kid() + R"("})";
  EXPECT_EQ(refusal(base::to_base64url(header) + token.substr(token.find('.'))), ErrorCode::unauthorized);
}

TEST_F(VerifierTest, RefusesChangedClaims) {
  const auto token = first_key().sign(good_claims());
  const auto other = first_key().sign(with("sub", "other"));
  const auto signature = token.substr(token.rfind('.'));
  EXPECT_EQ(refusal(other.substr(0, other.rfind('.')) + signature), ErrorCode::unauthorized);
}

TEST_F(VerifierTest, RefusesAnEmbeddedKeyThatTheIssuerNeverPublished) {
  // A header that brings its own "jwk" must not be believed.
  const boost::json::object header = {
      {"alg", "RS256"}, {"kid", first_key().kid()}, {"jwk", second_key().jwks().at("keys").at(0)}};
  const auto forged = second_key().sign(good_claims());
  EXPECT_EQ(refusal(base::to_base64url(boost::json::serialize(header)) + forged.substr(forged.find('.'))),
            ErrorCode::unauthorized);
}

TEST_F(VerifierTest, AllowsThirtySecondsBetweenClocks) {
  EXPECT_NO_THROW(verifier.verify(first_key().sign(with("exp", kNow - 29))));
  EXPECT_EQ(refusal(with("exp", kNow - 30)), ErrorCode::unauthorized);
  EXPECT_NO_THROW(verifier.verify(first_key().sign(with("nbf", kNow + 30))));
  EXPECT_EQ(refusal(with("nbf", kNow + 31)), ErrorCode::unauthorized);
}

TEST_F(VerifierTest, RefusesTimesThatAreMissingOrNoTimes) {
  EXPECT_EQ(refusal(without("exp")), ErrorCode::unauthorized);
  EXPECT_EQ(refusal(with("exp", "tomorrow")), ErrorCode::unauthorized);
  EXPECT_EQ(refusal(with("exp", 1e300)), ErrorCode::unauthorized);
  EXPECT_EQ(refusal(with("exp", -1)), ErrorCode::unauthorized);
  EXPECT_EQ(refusal(with("nbf", boost::json::array{})), ErrorCode::unauthorized);
  EXPECT_NO_THROW(verifier.verify(first_key().sign(without("nbf"))));
}

TEST_F(VerifierTest, ComparesTheIssuerExactly) {
  EXPECT_EQ(refusal(with("iss", "https://prints.eu.example")), ErrorCode::unauthorized);
  EXPECT_EQ(refusal(with("iss", "https://prints.eu.example/x")), ErrorCode::unauthorized);
  EXPECT_EQ(refusal(without("iss")), ErrorCode::unauthorized);
}

TEST_F(VerifierTest, FindsTheAudienceAloneOrAmongOthers) {
  EXPECT_NO_THROW(verifier.verify(first_key().sign(with("aud", {"userinfo", "copper-api"}))));
  EXPECT_EQ(refusal(with("aud", "copper")), ErrorCode::unauthorized);
  EXPECT_EQ(refusal(with("aud", boost::json::array{"studio", 7})), ErrorCode::unauthorized);
  EXPECT_EQ(refusal(without("aud")), ErrorCode::unauthorized);
}

TEST_F(VerifierTest, RefusesATokenOfNobody) {
  EXPECT_EQ(refusal(without("sub")), ErrorCode::unauthorized);
  EXPECT_EQ(refusal(with("sub", "")), ErrorCode::unauthorized);
}

TEST_F(VerifierTest, ReadsRolesFromTextOrListOrNowhere) {
  const auto roles = [&](const boost::json::value& value) {
    return verifier.verify(first_key().sign(with("roles", value))).roles;
  };
  EXPECT_EQ(roles(" artist  admin "), (std::vector<std::string>{"artist", "admin"}));
  EXPECT_EQ(roles(boost::json::array{"artist", 7}), std::vector<std::string>{"artist"});
  EXPECT_TRUE(roles(nullptr).empty());
  EXPECT_TRUE(verifier.verify(first_key().sign(without("roles"))).roles.empty());
}

TEST_F(VerifierTest, FetchesKeysOnceForManyTokens) {
  for (int i = 0; i < 5; ++i) verifier.verify(first_key().sign(good_claims()));
  EXPECT_EQ(key_requests, 1);
}

TEST_F(VerifierTest, AsksForUnknownKeysAtMostEveryTenSeconds) {
  verifier.verify(first_key().sign(good_claims()));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(refusal(second_key().sign(good_claims())), ErrorCode::unauthorized);
  EXPECT_EQ(key_requests, 1);
  now += seconds(10);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(refusal(second_key().sign(good_claims())), ErrorCode::unauthorized);
  EXPECT_EQ(key_requests, 2);
}

TEST_F(VerifierTest, LearnsANewKeyAndForgetsAWithdrawnOne) {
  verifier.verify(first_key().sign(good_claims()));
  published = second_key();
  now += seconds(10);
  EXPECT_NO_THROW(verifier.verify(second_key().sign(good_claims())));
  EXPECT_EQ(refusal(good_claims()), ErrorCode::unauthorized);
}

TEST_F(VerifierTest, ForgetsAWithdrawnKeyWithinAnHourEvenIfNoOtherIsUsed) {
  verifier.verify(first_key().sign(good_claims()));
  published = second_key();
  now += std::chrono::hours(1) + seconds(1);
  EXPECT_EQ(refusal(with("exp", kNow + 7200)), ErrorCode::unauthorized);
}

TEST_F(VerifierTest, GoesOnWithKnownKeysWhileTheIssuerIsDown) {
  verifier.verify(first_key().sign(good_claims()));
  down = true;
  now += std::chrono::hours(2);
  EXPECT_NO_THROW(verifier.verify(first_key().sign(with("exp", kNow + 9000))));
}

TEST_F(VerifierTest, TrustsNoKeyThatIsOlderThanADay) {
  verifier.verify(first_key().sign(good_claims()));
  down = true;
  now += std::chrono::hours(24) + seconds(1);
  EXPECT_EQ(refusal(with("exp", kNow + 100'000)), ErrorCode::unavailable);
}

TEST_F(VerifierTest, SaysUnavailableWhenItNeverReachedTheIssuer) {
  down = true;
  EXPECT_EQ(refusal(good_claims()), ErrorCode::unavailable);
  down = false;
  now += seconds(10);
  EXPECT_NO_THROW(verifier.verify(first_key().sign(good_claims())));
}

TEST_F(VerifierTest, DoesNotBelieveADocumentThatSpeaksOfAnotherIssuer) {
  const Verifier fooled({.issuer = kIssuer,
                         .audience = "copper-api",
                         .issuer_http = issuer_handler("https://evil.example/", first_key()),
                         .clock = [this] { return now; }});
  try {
    fooled.verify(first_key().sign(good_claims()));
    FAIL() << "accepted";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::unavailable);
  }
}

TEST_F(VerifierTest, FindsTheDocumentsOfAnIssuerWithAPath) {
  const std::string issuer = "https://id.example/realms/copper";
  const Verifier below(
      {.issuer = issuer, .audience = "copper-api", .issuer_http = issuer_handler(issuer, first_key()), .clock = [this] {
         return now;
       }});
  EXPECT_EQ(below.verify(first_key().sign(with("iss", issuer.c_str()))).subject, "7c4f");
}

TEST_F(VerifierTest, RequireTellsMissingTokensFromMissingRoles) {
  const auto code_for = [&](std::string_view authorization, std::string_view role) {
    http::Request request;
    if (!authorization.empty()) request.headers.set("Authorization", authorization);
    try {
      verifier.require(request, role);
    } catch (const Error& e) {
      return status_of(e.code());
    }
    return 200;
  };
  const std::string token = first_key().sign(good_claims());
  EXPECT_EQ(code_for("Bearer " + token, "artist"), 200);
  EXPECT_EQ(code_for("bearer " + token, "artist"), 200);
  EXPECT_EQ(code_for("Bearer " + token, "curator"), 403);
  EXPECT_EQ(code_for("", "artist"), 401);
  EXPECT_EQ(code_for("Bearer ", "artist"), 401);
  EXPECT_EQ(code_for("Bearer", "artist"), 401);
  EXPECT_EQ(code_for("Basic " + token, "artist"), 401);
  EXPECT_EQ(code_for("Bearer " + token + ", Bearer " + token, "artist"), 401);
}

}  // namespace
}  // namespace copper::auth
