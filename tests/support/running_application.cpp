#include "support/running_application.hpp"

#include "api/examples.hpp"

#include "llmbench/util/text.hpp"

#include <stdexcept>
#include <utility>

namespace llmbench::testing {
namespace {

http::ServerOptions for_test(http::ServerOptions options) {
  options.port = 0;
  options.access_log = false;
  return options;
}

}  // namespace

RunningApplication::RunningApplication(http::ServerOptions options, std::string version)
    : application_(database_.pool(), std::move(version), routes_), server_(for_test(std::move(options)), routes_) {
  application_.start();
  thread_ = std::jthread{[this] { server_.run(); }};
}

RunningApplication::~RunningApplication() {
  server_.stop();
  thread_.join();
  application_.stop();
}

void RunningApplication::store_examples() const {
  for (const std::string& body : {api::examples::run_body(), api::examples::other_run_body()}) {
    const auto answer = http_post_json(port(), "/api/upload-experiment", body);
    if (answer.status >= 300) throw std::runtime_error("an example run was refused: " + answer.body);
  }
}

std::string path_of(const http::RouteInfo& route, std::string_view value) {
  std::string path;
  for (const auto& segment : split(std::string_view{route.pattern}.substr(1), '/')) {
    path += "/";
    path += segment.starts_with('{') ? std::string{value} : segment;
  }
  return path;
}

}  // namespace llmbench::testing
