#pragma once
// An object with fields of the seed, whose types know no null. Used by the encoders of detail and comparison.

#include "llmbench/domain/headline.hpp"
#include "llmbench/util/json.hpp"

#include <optional>
#include <string>

namespace llmbench::api {

/// Unknown numbers are 0.0 and unknown texts "unknown", and `unknown` names them.
class SeedObject {
 public:
  void set(const char* name, OrderedJson value) { object_[name] = std::move(value); }
  void set_number(const char* name, const std::optional<double>& value) {
    object_[name] = value.value_or(0.0);
    if (!value) unknown_.push_back(name);
  }
  void set_text(const char* name, const std::optional<std::string>& value) {
    object_[name] = value.value_or("unknown");
    if (!value) unknown_.push_back(name);
  }
  [[nodiscard]] OrderedJson finish() {
    object_["unknown"] = std::move(unknown_);
    return std::move(object_);
  }

 private:
  OrderedJson object_ = OrderedJson::object();
  OrderedJson unknown_ = OrderedJson::array();
};

/// The seed's `performance`: speed, memory, loading_time, prompt_speed.
[[nodiscard]] inline OrderedJson encode_performance(const Headline& headline) {
  const auto value_of = [](const std::optional<SpeedPoint>& point) {
    return point ? std::optional(point->value) : std::nullopt;
  };
  SeedObject performance;
  performance.set_number("speed", value_of(headline.speed));
  performance.set_number("memory", headline.memory_gb);
  performance.set_number("loading_time", headline.loading_time_seconds);
  performance.set_number("prompt_speed", value_of(headline.prompt_speed));
  return performance.finish();
}

}  // namespace llmbench::api
