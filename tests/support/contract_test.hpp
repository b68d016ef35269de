#pragma once
// What the contract suites share: one running application a suite, and the shape of every error.

#include "support/http_client.hpp"
#include "support/running_application.hpp"

#include "llmbench/util/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::testing {

inline constexpr std::size_t kContractMaxBody = 1 << 20;
inline constexpr const char* kUnknownId = "00000000-0000-4000-8000-000000000000";

/// Walks the route table, so that a new endpoint is tested without extra code.
class ContractTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    http::ServerOptions options;
    options.max_body_bytes = kContractMaxBody;
    application_ = std::make_unique<RunningApplication>(options);
  }
  static void TearDownTestSuite() { application_.reset(); }

  static int port() { return application_->port(); }
  static const std::vector<http::Routes::Entry>& entries() { return application_->entries(); }
  static void store_examples() { application_->store_examples(); }

  static std::vector<const http::RouteInfo*> routes_with_body() {
    std::vector<const http::RouteInfo*> routes;
    for (const auto& entry : entries()) {
      if (entry.info.takes_json_body || entry.info.streams_body) routes.push_back(&entry.info);
    }
    return routes;
  }
  static std::vector<const http::RouteInfo*> routes_to_read() {
    std::vector<const http::RouteInfo*> routes;
    for (const auto& entry : entries()) {
      if (entry.info.method == "GET") routes.push_back(&entry.info);
    }
    return routes;
  }

  /// One request as the route wants it, but for what the test changes.
  static HttpAnswer call(const http::RouteInfo& route, const std::string& target, std::string_view body = {});

 private:
  static inline std::unique_ptr<RunningApplication> application_;
};

void expect_error_shape(const HttpAnswer& answer);
void expect_contract_error(const HttpAnswer& answer, int status, const std::string& code);
/// Any answer but a failure of ours; an error has the shape.
void expect_no_failure(const HttpAnswer& answer);
/// A refusal of what the client sent, in the shape.
void expect_refusal(const HttpAnswer& answer);
/// A body that is no JSON: 400, or of a route that streams 200 with nothing but rejected items.
void expect_bad_json(const http::RouteInfo& route, const HttpAnswer& answer);

}  // namespace llmbench::testing
