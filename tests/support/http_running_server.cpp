#include "support/http_running_server.hpp"

#include "llmbench/util/json.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace llmbench::testing {
namespace {

constexpr std::chrono::minutes kPatience{1};

http::RouteInfo route(std::string method, std::string pattern, bool takes_json_body = false) {
  http::RouteInfo info;
  info.method = std::move(method);
  info.pattern = std::move(pattern);
  info.takes_json_body = takes_json_body;
  info.access = http::Access::upload;
  info.query = {{.name = "limit", .description = ""}};
  return info;
}

http::RouteInfo route_to_read(std::string pattern) {
  http::RouteInfo info = route("GET", std::move(pattern));
  info.access = http::Access::read;
  return info;
}

http::Response text_of(std::string text) {
  http::Response response;
  response.body = std::move(text);
  return response;
}

}  // namespace

RunningServer::RunningServer(http::ServerOptions options) {
  add_routes();
  options.port = 0;
  options.max_body_bytes = kMaxBody;
  options.on_access = [this](const http::AccessRecord& record) {
    const std::lock_guard lock{records_mutex_};
    records_.push_back(record);
  };
  server_.emplace(std::move(options), routes_);
  thread_ = std::jthread{[this] { server_->run(); }};
}

RunningServer::~RunningServer() {
  release();
  server_->stop();
}

void RunningServer::release() {
  const std::lock_guard lock{waiting_mutex_};
  released_ = true;
  waiting_changed_.notify_all();
}

bool RunningServer::await_inside(int count) {
  std::unique_lock lock{waiting_mutex_};
  return waiting_changed_.wait_for(lock, kPatience, [&] { return inside_ >= count; });
}

std::vector<http::AccessRecord> RunningServer::records() {
  const std::lock_guard lock{records_mutex_};
  return records_;
}

void RunningServer::add_routes() {
  routes_.add(route("POST", "/echo", true), [](const http::Request& request) { return text_of(request.body); });
  routes_.add(route("DELETE", "/any/{name}"),
              [](const http::Request& request) { return text_of(request.path_parameters.at("name")); });
  routes_.add(route_to_read("/large"), [](const http::Request&) {
    http::Response response = text_of("[" + std::string(50000, '1') + "]");
    response.etag = "W/\"large-1\"";
    response.headers = {{"Link", "</large?cursor=2>; rel=\"next\""}, {"X-Total-Count", "7"}};
    return response;
  });
  routes_.add(route_to_read("/small"), [](const http::Request& request) {
    return text_of("{\"limit\":" + request.query.find("limit").value_or("0") + "}");
  });
  routes_.add(route_to_read("/text"), [](const http::Request&) {
    http::Response response = text_of(std::string(5000, 't'));
    response.content_type = "text/plain";
    return response;
  });
  add_streams();
  add_streamed_bodies();
  routes_.add(route_to_read("/throw"),
              [](const http::Request&) -> http::Response { throw std::runtime_error("password=secret"); });
  routes_.add(route_to_read("/wait"), [this](const http::Request&) {
    std::unique_lock lock{waiting_mutex_};
    ++inside_;
    waiting_changed_.notify_all();
    waiting_changed_.wait_for(lock, kPatience, [&] { return released_; });
    return text_of("{\"waited\":true}");
  });
}

void RunningServer::add_streamed_bodies() {
  http::RouteInfo info = route("POST", "/parts");
  info.streams_body = true;
  // Tells how far it came, whatever happens to the body.
  routes_.add(info, [](const http::Request& request) {
    std::size_t bytes = 0;
    std::string end = "whole";
    try {
      request.read_body([&](std::string_view part) { bytes += part.size(); });
    } catch (const Error& error) {
      end = to_string(error.code());
    }
    return text_of(std::to_string(bytes) + " bytes, " + end);
  });
  info.pattern = "/parts/refused";
  routes_.add(info, [](const http::Request& request) -> http::Response {
    request.read_body([](std::string_view) { throw Error{ErrorCode::invalid_input, "the first part is wrong"}; });
    return {};
  });
  info.pattern = "/parts/ignored";
  routes_.add(info, [](const http::Request&) { return text_of("{}"); });
}

void RunningServer::add_streams() {
  const auto add = [&](const std::string& pattern, const std::function<void(http::BodyWriter&)>& stream) {
    routes_.add(route_to_read(pattern), [stream](const http::Request&) {
      http::Response response;
      response.content_type = "text/csv; charset=utf-8";
      response.headers = {{"X-Total-Count", "7"}};
      response.stream = stream;
      return response;
    });
  };
  add("/stream/lines", [](http::BodyWriter& writer) {
    for (int line = 0; line < kStreamedLines; ++line) writer.write(std::to_string(line) + "\n");
  });
  add("/stream/nothing", [](http::BodyWriter&) {});
  add("/stream/endless", [this](http::BodyWriter& writer) {
    struct Running {
      explicit Running(std::atomic<int>& count) : count_(count) { ++count_; }
      ~Running() { --count_; }
      std::atomic<int>& count_;
    } const running{endless_streams_};
    while (true) writer.write(std::string(10000, 'x'));
  });
  add("/stream/fails-at-once", [](http::BodyWriter& writer) {
    writer.write("a,b\n");
    throw Error{ErrorCode::invalid_query, "no column c"};
  });
  add("/stream/fails-late", [](http::BodyWriter& writer) {
    for (int line = 0; line < kStreamedLines; ++line) writer.write(std::to_string(line) + "\n");
    throw std::runtime_error("password=secret");
  });
}

void expect_error(const HttpAnswer& answer, int status, const std::string& code) {
  EXPECT_EQ(answer.status, status) << answer.body;
  const Json body = parse_json(answer.body);
  EXPECT_EQ(body.at("code"), code) << answer.body;
  EXPECT_TRUE(body.at("error").is_string());
  EXPECT_TRUE(body.at("details").is_array());
  EXPECT_TRUE(body.at("timestamp").is_string());
  EXPECT_EQ(body.at("request_id"), answer.header("x-request-id"));
  EXPECT_EQ(answer.header("content-type"), "application/json; charset=utf-8");
}

}  // namespace llmbench::testing
