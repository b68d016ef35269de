#pragma once
// Rows into runs: one run per model file, build, hardware and known settings, in file order; a test that the current
// run already has begins a new run.

#include "parsers/llama_bench/hardware.hpp"
#include "parsers/llama_bench/model.hpp"
#include "parsers/llama_bench/row.hpp"
#include "parsers/message_log.hpp"

#include "llmbench/domain/run.hpp"
#include "llmbench/parsers/format.hpp"
#include "llmbench/util/hash.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace llmbench::parsers::llama_bench {

/// Collects rows one by one; keeps metrics, not rows.
class RunBuilder {
 public:
  explicit RunBuilder(const ReadOptions& options) : options_(options) {}

  /// `text` is the record as it stands in the input. False = a row identical to the byte was there already.
  bool add(Row row, std::string_view text);
  /// The input was damaged after the last row: its run may miss tests.
  void mark_last_run_partial();

  [[nodiscard]] std::size_t repeated_rows() const { return repeated_rows_; }
  /// Rows of runs that `take` could not name.
  [[nodiscard]] std::size_t dropped_rows() const { return dropped_rows_; }
  [[nodiscard]] bool empty() const { return runs_.empty(); }

  /// The runs in order of their first rows. Throws Error{invalid_input} when -m or -q is given for several models or
  /// quantizations, or when neither the input nor the user says which model or quantization it is.
  [[nodiscard]] std::vector<ExperimentRun> take(MessageLog& messages);

 private:
  struct OpenRun {
    Row first;  ///< what it was measured with; its own measurement is in `metrics`
    FoundModel model;
    UsedHardware hardware;
    std::vector<Metric> metrics;
    std::vector<Json> unknown;  ///< of each metric
    std::unordered_set<std::string> tests;
    std::optional<TimePoint> earliest;
    std::string earliest_test;
    bool partial = false;
  };
  struct SpeedRange {
    double low = 0;
    double high = 0;
    std::size_t passes = 0;
  };
  struct Group {
    std::size_t current = 0;  ///< index in runs_
    std::size_t passes = 0;
    std::map<std::string, SpeedRange> ranges;
  };

  OpenRun& run_for(Group& group, bool is_new_group, const Row& row);
  [[nodiscard]] ExperimentRun finish(OpenRun& run) const;
  void name_model(const OpenRun& open, ExperimentRun& run, MessageLog& messages) const;
  void check_overrides() const;
  void warn_about_passes(MessageLog& messages) const;

  const ReadOptions& options_;
  std::vector<OpenRun> runs_;
  std::unordered_map<std::string, std::string> group_of_spelling_;
  std::unordered_map<std::string, Group> groups_;
  std::vector<std::string> group_order_;
  std::set<Sha256> seen_;
  std::set<std::string> private_fields_;
  std::size_t repeated_rows_ = 0;
  std::size_t dropped_rows_ = 0;
  std::size_t last_run_ = 0;
};

}  // namespace llmbench::parsers::llama_bench
