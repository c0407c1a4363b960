#include "platform/http/client_key.h"

#include <gtest/gtest.h>

namespace copper::http {
namespace {

TEST(ClientKey, AnIpv4AddressIsOneClient) {
  EXPECT_NE(client_key("192.0.2.1"), client_key("192.0.2.2"));
  EXPECT_EQ(client_key("::ffff:192.0.2.1"), client_key("192.0.2.1"));
}

TEST(ClientKey, AnIpv6NetworkOf64BitsIsOneClient) {
  EXPECT_EQ(client_key("2001:db8:1:2::1"), client_key("2001:db8:1:2:ffff::9"));
  EXPECT_EQ(client_key("2001:db8::1"), client_key("2001:db8:0:0:1::"));
  EXPECT_NE(client_key("2001:db8:1:2::1"), client_key("2001:db8:1:3::1"));
}

TEST(ForwardedAddress, IsTheLastHopOfTheLastField) {
  EXPECT_EQ(forwarded_address({{"X-Forwarded-For", "198.51.100.7"}}), "198.51.100.7");
  EXPECT_EQ(forwarded_address({{"x-forwarded-for", "203.0.113.1"}, {"X-Forwarded-For", "10.0.0.1, 2001:DB8::1 "}}),
            "2001:db8::1");
}

TEST(ForwardedAddress, IsNothingButAnAddress) {
  for (const char* value : {"", ",", "unknown", "198.51.100.7, evil", "198.51.100.7:8080", "[2001:db8::1]"}) {
    EXPECT_EQ(forwarded_address({{"X-Forwarded-For", value}}), std::nullopt) << value;
  }
  EXPECT_EQ(forwarded_address({}), std::nullopt);
}

}  // namespace
}  // namespace copper::http
