#include "llmbench/api/request_metrics.hpp"

#include "api/metrics/request_state.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <string_view>

namespace llmbench::api {
namespace {

constexpr int kTooManyRequests = 429;

/// Half a millisecond to a minute: the grid answers in about one millisecond, an upload of many runs takes seconds.
const prometheus::Histogram::BucketBoundaries kSeconds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                       0.25,   0.5,   1,      2.5,   5,    10,    30,   60};

/// A client may send any word as its method.
std::string method_label(const std::string& method) {
  constexpr std::array<std::string_view, 7> kKnown{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
  return std::find(kKnown.begin(), kKnown.end(), method) != kKnown.end() ? method : "other";
}

std::string status_label(int status) {
  return status >= 100 && status < 600 ? std::to_string(status / 100) + "xx" : "other";
}

}  // namespace

RequestMetrics::State::State()
    : in_flight(prometheus::BuildGauge()
                    .Name("llm_benchmark_http_requests_in_flight")
                    .Help("Requests that are being answered now, this one too.")
                    .Register(registry)
                    .Add({})),
      requests_(prometheus::BuildCounter()
                    .Name("llm_benchmark_http_requests_total")
                    .Help("Requests that were answered, by class of the status. Paths without a route are unmatched.")
                    .Register(registry)),
      response_bytes_(prometheus::BuildCounter()
                          .Name("llm_benchmark_http_response_bytes_total")
                          .Help("Bytes of answered bodies as they were sent, after compression.")
                          .Register(registry)),
      durations_(prometheus::BuildHistogram()
                     .Name("llm_benchmark_http_request_duration_seconds")
                     .Help("From the head of a request to the last byte of its answer being ready.")
                     .Register(registry)),
      rate_limited_(prometheus::BuildCounter()
                        .Name("llm_benchmark_http_requests_rate_limited_total")
                        .Help("Requests that were refused because their sender sent too many (status 429).")
                        .Register(registry)
                        .Add({})),
      broken_off_(prometheus::BuildCounter()
                      .Name("llm_benchmark_http_responses_broken_off_total")
                      .Help("Streamed answers that ended before their last part: the client left or the server failed.")
                      .Register(registry)
                      .Add({})) {}

void RequestMetrics::State::end(const http::AccessRecord& record) {
  const std::string method = method_label(record.method);
  const std::string route = record.route.empty() ? "unmatched" : record.route;
  requests_.Add({{"method", method}, {"route", route}, {"status", status_label(record.status)}}).Increment();
  response_bytes_.Add({{"method", method}, {"route", route}}).Increment(static_cast<double>(record.sent_bytes));
  durations_.Add({{"method", method}, {"route", route}}, kSeconds)
      .Observe(std::chrono::duration<double>(record.took).count());
  if (record.status == kTooManyRequests) rate_limited_.Increment();
  if (!record.complete) broken_off_.Increment();
  in_flight.Decrement();
}

RequestMetrics::RequestMetrics() : state_(std::make_unique<State>()) {}
RequestMetrics::~RequestMetrics() = default;

void RequestMetrics::begin() {
  state_->in_flight.Increment();
}
void RequestMetrics::end(const http::AccessRecord& record) {
  state_->end(record);
}

}  // namespace llmbench::api
