#include "app/spin_headers.h"

#include <gtest/gtest.h>

namespace app {
namespace {

http::Request routed(const char* pattern, const char* target) {
  const auto route = manifest::Route::parse(pattern).value();
  http::Request request;
  request.scheme = "https";
  request.authority = "example.org";
  request.target = target;
  request.client = *base::Endpoint::parse("127.0.0.1:8777");
  request.headers.add("Spin-Path-Info", "forged");
  set_spin_headers(request, route, *route.find_match(request.path()));
  return request;
}

TEST(SpinHeaders, TellHowTheRequestWasRouted) {
  const auto request = routed("/u/:Who/...", "/u/ann/x/y?k=v");
  const std::pair<const char*, const char*> expected[] = {
      {"spin-path-info", "/x/y"},
      {"spin-full-url", "https://example.org/u/ann/x/y?k=v"},
      {"spin-matched-route", "/u/:Who/..."},
      {"spin-base-path", "/"},
      {"spin-raw-component-route", "/u/:Who/..."},
      {"spin-component-route", "/u/:Who"},
      {"spin-client-addr", "127.0.0.1:8777"},
      {"spin-path-match-who", "ann"},
  };
  for (const auto& [name, value] : expected) {
    EXPECT_EQ(request.headers.find_all(name), std::vector<std::string_view>{value}) << name;
  }
}

TEST(SpinHeaders, PathInfoIsEmptyForAnExactRoute) {
  EXPECT_EQ(routed("/hello", "/hello").headers.find("spin-path-info"), "");
}

}  // namespace
}  // namespace app
