#include "parsers/llama_bench/run_document.hpp"

#include "parsers/privacy.hpp"

#include "llmbench/domain/settings.hpp"
#include "llmbench/util/bytes.hpp"
#include "llmbench/util/text.hpp"
#include "llmbench/util/time.hpp"

#include <algorithm>
#include <array>

namespace llmbench::parsers::llama_bench {
namespace {

/// A figure of one measurement, whatever a fork calls it (avg_ttf_ns, samples_ttf_ns): no setting even when equal.
bool is_measurement(const std::string& name, const Json& value) {
  if (value.is_structured() || value.is_null()) return true;
  for (const std::string_view prefix : {"avg_", "stddev_", "samples_", "median_", "min_", "max_t"}) {
    if (name.starts_with(prefix)) return true;
  }
  for (const std::string_view suffix : {"_ns", "_ms", "_ts", "_time", "_tps"}) {
    if (name.ends_with(suffix)) return true;
  }
  return false;
}

/// What of the settings is identity: a later program may know more settings, and must find the same fingerprint.
Json identity_settings(const Row& row) {
  Json settings = Json::object();
  const Json canonical = canonical_settings(row);
  for (const auto& [name, value] : canonical.items()) {
    const bool is_outside = name == "load_mode" && row.outside_identity.load_mode;
    if (is_identity_setting(name) && !is_outside) settings[name] = value;
  }
  return settings;
}

}  // namespace

Json canonical_settings(const Row& row) {
  Json settings = Json::object();
  for (const auto& [name, value] : row.settings.items()) settings[name] = canonical_value(redact_json(value));
  return settings;
}

Json settings_of(const Row& row, bool keep_paths) {
  Json settings = redact_json(row.settings, keep_paths ? Redaction::secrets : Redaction::everything);
  if (!row.backends.empty()) settings["backends"] = join(row.backends, ",");  // flags of older builds in today's words
  return settings;
}

std::string backend_of(const Row& row, const std::vector<Json>& unknown) {
  // Fields that only ik_llama.cpp has ever written.
  static constexpr std::array<const char*, 5> kIkFields{"mla_attn", "fused_moe", "attn_max_batch", "no_fused_up_gate",
                                                        "ser"};
  for (const char* field : kIkFields) {
    if (row.settings.contains(field)) return "ik_llama.cpp";
    if (!unknown.empty() && unknown.front().contains(field)) return "ik_llama.cpp";
  }
  return "llama.cpp";
}

std::optional<std::string> backend_version_of(const Row& row) {
  const std::string number = row.build_number > 0 ? std::to_string(row.build_number) : "";
  if (number.empty() && row.build_commit.empty()) return std::nullopt;  // a tarball build: 0 and "unknown"
  if (number.empty()) return row.build_commit;
  return row.build_commit.empty() ? number : number + " (" + row.build_commit + ")";
}

void lift_common_fields(std::vector<Json>& rows, Json& settings) {
  if (rows.empty()) return;
  const Json first = rows.front();
  for (const auto& [name, value] : first.items()) {
    if (is_measurement(name, value)) continue;
    const bool is_common = std::all_of(rows.begin(), rows.end(), [&name = name, &value = value](const Json& row) {
      const auto field = row.find(name);
      return field != row.end() && *field == value;
    });
    if (!is_common) continue;
    settings[name] = value;
    for (Json& row : rows) row.erase(name);
  }
}

Json provenance_of(const Row& row, bool keep_paths) {
  const Redaction what = keep_paths ? Redaction::secrets : Redaction::everything;
  Json source{
      {"tool", "llama-bench"},
      {"model_filename", keep_paths ? redact_text(row.model_path, what) : std::string(path_basename(row.model_path))},
      {"model_type", row.model_type},
      {"cpu_info", row.cpu_info},
      {"gpu_info", redact_text(row.gpu_info, what)},
      {"backends", join(row.backends, ",")},
      {"build_commit", row.build_commit},
      {"build_number", row.build_number}};
  return {{"source", std::move(source)}};
}

Json fingerprint_of(const Row& row, const Json& user_settings, std::optional<TimePoint> earliest,
                    const std::string& earliest_test, const std::vector<Metric>& metrics) {
  Json fingerprint{{"tool", "llama-bench"},
                   {"build_commit", row.outside_identity.build ? "" : row.build_commit},
                   {"model", path_basename(row.model_path)},
                   {"cpu_info", row.cpu_info},
                   {"gpu_info", row.outside_identity.gpu_info
                                    ? ""
                                    : redact_text(row.gpu_info)},  // may list devices of other machines by address
                   {"backends", row.backends},
                   {"settings", identity_settings(row)},
                   {"user_settings", user_settings}};
  if (earliest) {
    fingerprint["time"] = format_rfc3339(*earliest);
    fingerprint["test"] = earliest_test;
  } else {
    Json values = Json::object();
    for (const Metric& metric : metrics) values[metric.name] = metric.value;
    fingerprint["values"] = std::move(values);
  }
  return fingerprint;
}

Metric model_size_metric(std::int64_t size_bytes) {
  Metric metric;
  metric.name = "model_size_gb";
  metric.value = static_cast<double>(size_bytes) / kGibibyte;
  metric.unit = "GB";
  metric.context = {{"bytes", size_bytes}};
  return metric;
}

}  // namespace llmbench::parsers::llama_bench
