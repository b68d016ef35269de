#pragma once
// The parts of an ExperimentRun that follow from the rows of one run: settings, versions, provenance, fingerprint.

#include "parsers/llama_bench/row.hpp"

#include "llmbench/domain/run.hpp"

#include <optional>
#include <string>
#include <vector>

namespace llmbench::parsers::llama_bench {

/// In provenance of a run whose values a table rounded to two decimals: the exact run is the same measurement.
inline constexpr const char* kRounded = "values_rounded";

/// Known settings in one spelling, without anything private: what groups rows and enters the fingerprint.
[[nodiscard]] Json canonical_settings(const Row& row);
/// Known settings as written, for the run.
[[nodiscard]] Json settings_of(const Row& row, bool keep_paths);

/// "llama.cpp", or the fork that writes fields of its own.
[[nodiscard]] std::string backend_of(const Row& row, const std::vector<Json>& unknown);
/// "<build_number> (<build_commit>)", what is known of it, or nullopt.
[[nodiscard]] std::optional<std::string> backend_version_of(const Row& row);

/// Moves fields that are equal in all rows from `rows` to `settings`; figures of a measurement stay.
void lift_common_fields(std::vector<Json>& rows, Json& settings);

[[nodiscard]] Json provenance_of(const Row& row, bool keep_paths);

/// Identity of the run (schema.md): made from the raw record before any table of names touches it, so an upgrade of
/// our tables never stores a measurement twice. Without any time the values take its place.
[[nodiscard]] Json fingerprint_of(const Row& row, const Json& user_settings, std::optional<TimePoint> earliest,
                                  const std::string& earliest_test, const std::vector<Metric>& metrics);

[[nodiscard]] Metric model_size_metric(std::int64_t size_bytes);

}  // namespace llmbench::parsers::llama_bench
