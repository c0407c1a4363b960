#include "platform/auth/signer.h"

#include <gtest/gtest.h>

#include "platform/auth/jwt.h"
#include "platform/base/encoding.h"

namespace copper::auth {
namespace {

const Signer& shared_signer() {
  static const Signer signer = Signer::generate();
  return signer;
}

TEST(SignerTest, OpensWhatItSigned) {
  const auto token = shared_signer().sign({{"sub", "Åse"}, {"exp", 1}});
  const auto claims = shared_signer().open(token);
  ASSERT_TRUE(claims);
  EXPECT_EQ(text_claim(*claims, "sub"), "Åse");
}

TEST(SignerTest, DoesNotOpenATokenWithOneBitChanged) {
  auto token = shared_signer().sign({{"sub", "a"}});
  const std::size_t in_signature = token.size() - 10;
  token[in_signature] = token[in_signature] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(shared_signer().open(token));
}

TEST(SignerTest, DoesNotOpenAnotherSignersToken) {
  EXPECT_FALSE(shared_signer().open(Signer::generate().sign({{"sub", "a"}})));
}

TEST(SignerTest, KeepsItsKeyThroughPem) {
  const auto copy = Signer::from_pem(shared_signer().to_pem());
  EXPECT_EQ(copy.kid(), shared_signer().kid());
  EXPECT_TRUE(copy.open(shared_signer().sign({{"sub", "a"}})));
}

TEST(SignerTest, RefusesPemThatIsNoRsaKey) {
  EXPECT_THROW(Signer::from_pem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"), std::runtime_error);
  EXPECT_THROW(Signer::from_pem(""), std::runtime_error);
}

TEST(SignerTest, PublishesNothingPrivate) {
  const auto jwks = shared_signer().jwks();
  const auto& key = jwks.at("keys").at(0).as_object();
  for (const char* member : {"d", "p", "q", "dp", "dq", "qi"}) EXPECT_FALSE(key.contains(member)) << member;
  EXPECT_EQ(key.at("kid").as_string(), shared_signer().kid());
}

TEST(RsaKeyTest, ThumbprintIsThatOfRfc7638) {
  // The example of RFC 7638 §3.1.
  const boost::json::object jwk = {
      {"kty", "RSA"},
      {"n",
       "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_"
       "BJECPebWKRXjBZCiFV4n3oknj"
       "hMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_"
       "FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQ"
       "vRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-"
       "kEgU8awapJzK"
       "nqDKgw"},
      {"e", "AQAB"},
      {"kid", "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"}};
  const auto key = RsaKey::from_jwk(jwk);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->to_jwk().at("n"), jwk.at("n"));
  EXPECT_EQ(key->thumbprint(), jwk.at("kid").as_string());
}

TEST(RsaKeyTest, RefusesKeysOfOtherKindsSizesAndUses) {
  const auto good = shared_signer().jwks().at("keys").at(0).as_object();
  ASSERT_TRUE(RsaKey::from_jwk(good));
  const auto with = [&](const char* member, const boost::json::value& value) {
    auto changed = good;
    changed[member] = value;
    return RsaKey::from_jwk(changed);
  };
  EXPECT_FALSE(with("kty", "oct"));
  EXPECT_FALSE(with("use", "enc"));
  EXPECT_FALSE(with("alg", "HS256"));
  EXPECT_FALSE(with("kid", ""));
  EXPECT_FALSE(with("kid", 7));
  EXPECT_FALSE(with("n", "AQAB"));
  EXPECT_FALSE(with("n", boost::json::string(4000, 'A')));
  EXPECT_FALSE(with("e", nullptr));
}

TEST(JwtTest, RefusesWhatIsNotThreeStrictParts) {
  const auto token = shared_signer().sign({{"sub", "a"}});
  ASSERT_TRUE(parse_jwt(token));
  for (const std::string& bad : {std::string(), std::string("a"), std::string("."), std::string(".."), token + ".",
                                 "." + token, token + "=", token + "\n", " " + token, token + std::string(9000, 'A')}) {
    EXPECT_FALSE(parse_jwt(bad)) << bad.substr(0, 40);
  }
}

TEST(JwtTest, RefusesExtensionsItDoesNotKnow) {
  const auto part = [](std::string_view json) { return base::to_base64url(json); };
  EXPECT_TRUE(parse_jwt(part(R"({"alg":"RS256"})") + "." + part("{}") + ".AAAA"));
  EXPECT_FALSE(parse_jwt(part(R"({"alg":"RS256","crit":["b64"]})") + "." + part("{}") + ".AAAA"));
  EXPECT_FALSE(parse_jwt(part(R"(["RS256"])") + "." + part("{}") + ".AAAA"));
  EXPECT_FALSE(parse_jwt(part(R"({"alg":"RS256"})") + "." + part("7") + ".AAAA"));
}

}  // namespace
}  // namespace copper::auth
