#pragma once
// The counters of RequestMetrics. Read by the exposition of GET /metrics.

#include "llmbench/api/request_metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

namespace llmbench::api {

class RequestMetrics::State {
 public:
  State();
  void end(const http::AccessRecord& record);

  prometheus::Registry registry;
  prometheus::Gauge& in_flight;

 private:
  prometheus::Family<prometheus::Counter>& requests_;
  prometheus::Family<prometheus::Counter>& response_bytes_;
  prometheus::Family<prometheus::Histogram>& durations_;
  prometheus::Counter& rate_limited_;
  prometheus::Counter& broken_off_;
};

}  // namespace llmbench::api
