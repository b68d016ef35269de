#include "llmbench/http/router.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace llmbench::http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

RouteInfo route(std::string method, std::string pattern) {
  RouteInfo info;
  info.access = Access::upload;
  info.method = std::move(method);
  info.pattern = std::move(pattern);
  return info;
}

Routes some_routes() {
  Routes routes;
  const Handler nothing = [](const Request&) { return Response{}; };
  routes.add(route("GET", "/api/detail/{id}"), nothing);
  routes.add(route("DELETE", "/api/detail/{id}"), nothing);
  routes.add(route("GET", "/api/detail/newest"), nothing);
  routes.add(route("GET", "/api/analysis/{model}/{gpu}"), nothing);
  routes.add(route("POST", "/api/upload"), nothing);
  return routes;
}

TEST(Routes, ParametersAreDecodedOnceAfterSplitting) {
  const Routes routes = some_routes();
  const auto match = routes.match("GET", "/api/analysis/TheDrummer%2FSnow%252F/RTX%204090+");
  ASSERT_NE(match.entry, nullptr);
  EXPECT_THAT(match.path_parameters, ElementsAre(Pair("gpu", "RTX 4090+"), Pair("model", "TheDrummer/Snow%2F")));
}

TEST(Routes, LiteralBeatsParameter) {
  const Routes routes = some_routes();
  const auto match = routes.match("GET", "/api/detail/newest");
  ASSERT_NE(match.entry, nullptr);
  EXPECT_EQ(match.entry->info.pattern, "/api/detail/newest");
  EXPECT_THAT(match.allowed_methods, ElementsAre("GET", "HEAD"));
}

TEST(Routes, HeadIsServedByGet) {
  const Routes routes = some_routes();
  ASSERT_NE(routes.match("HEAD", "/api/detail/1").entry, nullptr);
  EXPECT_EQ(routes.match("HEAD", "/api/upload").entry, nullptr);
}

TEST(Routes, WrongMethodNamesTheAllowedOnes) {
  const Routes routes = some_routes();
  const auto match = routes.match("PUT", "/api/detail/1");
  EXPECT_EQ(match.entry, nullptr);
  EXPECT_THAT(match.allowed_methods, ElementsAre("GET", "HEAD", "DELETE"));
}

TEST(Routes, UnknownPathsHaveNoMethods) {
  const Routes routes = some_routes();
  for (const char* path :
       {"/", "/api", "/api/detail", "/api/detail/", "/api/detail/1/", "//api/detail/1", "/API/upload"}) {
    const auto match = routes.match("GET", path);
    EXPECT_EQ(match.entry, nullptr) << path;
    EXPECT_THAT(match.allowed_methods, IsEmpty()) << path;
  }
}

TEST(Routes, BrokenPathEncodingIsAnError) {
  const Routes routes = some_routes();
  EXPECT_THROW((void)routes.match("GET", "/api/detail/%zz"), Error);
  EXPECT_THROW((void)routes.match("GET", "/api/detail/%00"), Error);
  EXPECT_THROW((void)routes.match("GET", "/api/detail/%C0%80"), Error);
}

TEST(Routes, TheSameRouteTwiceIsAMistakeInTheCode) {
  Routes routes = some_routes();
  EXPECT_THROW(routes.add(route("POST", "/api/upload"), {}), std::logic_error);
}

}  // namespace
}  // namespace llmbench::http
