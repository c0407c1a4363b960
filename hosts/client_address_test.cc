#include "hosts/client_address.h"

#include <gtest/gtest.h>

namespace copper::hosts {
namespace {

http::Response told(const http::Request& request) {
  return http::text_response(200, request.client_address);
}

TEST(ClientAddressTest, TheGatewaysClientIsTheServicesToo) {
  // The connection between the two is one of this machine.
  const auto hop = [](http::Request request) {
    request.client_address = "127.0.0.1";
    return believing_this_machine(told)(request);
  };
  const auto gateway = naming_the_client(hop);
  EXPECT_EQ(gateway({.client_address = "198.51.100.7"}).body.text(), "198.51.100.7");
  EXPECT_EQ(gateway({}).body.text(), "127.0.0.1");
}

TEST(ClientAddressTest, WhatAClientSaysOfItselfGoesNoFurther) {
  const auto header = [](const http::Request& request) {
    return http::text_response(200, std::string(request.headers.get("X-Copper-Client")));
  };
  const http::Headers forged{{"X-Copper-Client", "192.0.2.66"}};
  EXPECT_EQ(naming_the_client(header)({.headers = forged, .client_address = "198.51.100.7"}).body.text(),
            "198.51.100.7");
  EXPECT_EQ(naming_the_client(header)({.headers = forged}).body.text(), "");
}

TEST(ClientAddressTest, AnAppThatShowsTheKeySaysWhoItsVisitorIs) {
  const std::string key(32, 'k');
  const auto gateway = [&](const std::string& its_key) {
    return [handler = believing_apps(its_key, told)](http::Request request) {
      request.client_address = "198.51.100.1";  // the app's own
      return handler(request);
    };
  };
  const auto asks = [](const http::Handler& app, const std::string& visitor) {
    return app({.client_address = visitor}).body.text();
  };
  EXPECT_EQ(asks(naming_the_client(gateway(key), key), "192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(asks(naming_the_client(gateway(key), key), ""), "");
  EXPECT_EQ(asks(naming_the_client(gateway(key)), "192.0.2.7"), "198.51.100.1");
  EXPECT_EQ(asks(naming_the_client(gateway(key), std::string(32, 'x')), "192.0.2.7"), "198.51.100.1");
  EXPECT_EQ(asks(naming_the_client(gateway(""), key), "192.0.2.7"), "198.51.100.1");
}

TEST(ClientAddressTest, NeitherAnEmptyKeyIsOneNorDoesTheKeyGoFurther) {
  const auto header = [](const http::Request& request) {
    return http::text_response(200, std::string(request.headers.get("X-Copper-App-Key")) + request.client_address);
  };
  const std::string key(32, 'k');
  const auto shown = [](const std::string& any) {
    return http::Request{.headers = {{"X-Copper-App-Key", any}, {"X-Copper-Client", "192.0.2.7"}},
                         .client_address = "198.51.100.1"};
  };
  EXPECT_EQ(believing_apps("", header)(shown("")).body.text(), "198.51.100.1");
  EXPECT_EQ(believing_apps(key, header)(shown(key)).body.text(), "192.0.2.7");
  EXPECT_EQ(believing_apps(key, header)(shown("other")).body.text(), "198.51.100.1");
}

TEST(ClientAddressTest, AnAppKeyIsLong) {
  EXPECT_EQ(app_key_from(Config({{"COPPER_APP_KEY", std::string(32, 'k')}})), std::string(32, 'k'));
  EXPECT_EQ(app_key_from(Config({})), "");
  EXPECT_THROW(app_key_from(Config({{"COPPER_APP_KEY", std::string(31, 'k')}})), StartError);
}

TEST(ClientAddressTest, AnotherMachineIsNotBelieved) {
  const http::Headers forged{{"X-Copper-Client", "192.0.2.66"}};
  for (const char* address : {"198.51.100.7", "", "localhost", "::2"}) {
    EXPECT_EQ(believing_this_machine(told)({.headers = forged, .client_address = address}).body.text(), address);
  }
}

}  // namespace
}  // namespace copper::hosts
