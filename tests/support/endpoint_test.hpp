#pragma once
// A fresh database with the handlers of endpoints, called as the router does but without a server: for tests of what an
// endpoint answers.

#include "support/upload_test.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/http/router.hpp"
#include "llmbench/util/error.hpp"

#include <optional>
#include <string>

namespace llmbench::testing {

/// The constructor of a suite adds its endpoints: `add_detail(routes_, services_)`.
class EndpointTest : public UploadTest {
 protected:
  http::Response call(const std::string& method, const std::string& target, const std::string& body = "") {
    const std::size_t question = target.find('?');
    http::Request request;
    request.method = method;
    request.path = target.substr(0, question);
    if (question != std::string::npos) request.query = http::Query{target.substr(question + 1)};
    request.body = body;
    request.actor = actor_;
    const auto match = routes_.match(method, request.path);
    request.path_parameters = match.path_parameters;
    return match.entry->handler(request);
  }

  /// The error of a call that must fail.
  Error refused(const std::string& method, const std::string& target, const std::string& body = "") {
    try {
      (void)call(method, target, body);
    } catch (const Error& error) {
      return error;
    }
    return Error{ErrorCode::internal, "it was accepted"};
  }

  api::Services& services_ = set_.services();
  http::Routes routes_;
  std::optional<http::Actor> actor_;  ///< who calls; nullopt = without a token
};

}  // namespace llmbench::testing
