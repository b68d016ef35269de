#pragma once
// Makes an ExperimentRun from what the result file of a serving or inference tool says: names, options of the user,
// provenance and identity in one place, so that a reader of such a tool only fills in what it found.

#include "parsers/message_log.hpp"

#include "llmbench/domain/run.hpp"
#include "llmbench/parsers/format.hpp"

#include <optional>
#include <string>
#include <vector>

namespace llmbench::parsers {

/// What a file says about one run. Everything a reader does not know stays empty.
struct ToolRun {
  std::string tool;                  ///< "vllm bench serve": in provenance.source and in the fingerprint
  std::string document = "results";  ///< what messages call the input
  std::string served_name;           ///< the model as the file names it (an owner/name, a path, a server's name)
  std::string quantization;          ///< when the file says it in a field of its own
  std::string backend;               ///< "vllm"; -b wins over it. "" = unknown: asked for
  std::optional<std::string> backend_version;
  std::optional<TimePoint> time;  ///< when measured
  HardwareConfig hardware;
  Json settings = Json::object();
  /// Raw fields that say what was measured, never which numbers came out; redacted here before they are hashed.
  Json identity = Json::object();
  /// Values of the metrics that identify a run without a time; absent = all of `metrics`. See fix_identity.
  std::optional<Json> identity_values;
  /// The model as earlier releases read it from the same file, when that was not `served_name`.
  std::optional<std::string> identity_name;
  Json source = Json::object();    ///< further fields of provenance.source
  Json original = Json::object();  ///< figures that have no metric of ours: provenance.original, redacted
  std::optional<Load> load;
  std::optional<int> concurrent_requests;
  std::optional<std::string> concurrency_source;
  std::optional<int> max_context_length;
  std::optional<std::string> load_pattern;
  std::optional<std::string> dataset_name;
  RunStatus status = RunStatus::completed;
  std::string error;
  bool partial = false;
  std::vector<Metric> metrics;
};

/// Ends what the fingerprint is made of: the settings and metrics as they are now. What a reader came to read in a
/// later release is added (or taken out of the settings) after this call, so that a file stored by an earlier one keeps
/// its identity and is found again.
void fix_identity(ToolRun& tool);

/// Names the variant, applies what the user said, computes the fingerprint (schema.md "Identity": with a time, when and
/// what; without one, the values as well). Throws Error{invalid_input} naming the missing flag (-m, -q, -b).
[[nodiscard]] ExperimentRun make_tool_run(ToolRun tool, const ReadOptions& options, MessageLog& messages);

/// Appends a metric when there is a finite value; a reader lists what it knows in one line each.
void add_metric(std::vector<Metric>& metrics, const char* name, std::optional<double> value, const char* unit,
                Json context = Json::object());

}  // namespace llmbench::parsers
