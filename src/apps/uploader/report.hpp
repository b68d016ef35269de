#pragma once
// Everything the uploader prints: results on standard output, messages on standard error, or one JSON document.

#include "apps/uploader/exit_code.hpp"

#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/json.hpp"

#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace llmbench::uploader {

struct ReportOptions {
  bool json = false;
  bool quiet = false;
  bool dry_run = false;
};

/// What became of one request.
struct Outcome {
  ExitCode code = ExitCode::ok;
  std::string kind;         ///< "runs" or "scores": where it stands in the JSON document
  std::string result;       ///< "stored", "already stored", "refused", ...
  std::string title;        ///< what it was: "Qwen3-4B Q4_K_M, RTX 3060, 2 metrics"
  std::string variant;      ///< "Qwen3-4B Q4_K_M"
  std::string link;         ///< "" = none
  std::string run_id;       ///< of a stored run
  bool is_new = false;      ///< the run was not there before
  bool is_kept = false;     ///< not stored, and worth sending again: it stays in the queue
  std::optional<bool> met;  ///< whether the run's variant has scores; nullopt = the answer does not say
  std::vector<std::string> notes;
  std::vector<std::string> warnings;
  std::string error;  ///< "" = none
  std::vector<FieldError> details;
  OrderedJson document = OrderedJson::object();  ///< what the server said
};

/// Whether progress can be shown: standard error is a terminal, and nobody asked for silence.
[[nodiscard]] bool can_show_progress(const ReportOptions& options);

/// Columns side by side, two blanks between them; the first row is the heading.
[[nodiscard]] std::string format_table(const std::vector<std::vector<std::string>>& rows);

/// Texts come from files and servers: what would steer the terminal (escape sequences, line breaks) is shown as '?'.
[[nodiscard]] std::string printable(std::string text);

/// May be used by several threads.
class Report {
 public:
  explicit Report(ReportOptions options) : options_(options) {}

  void add_message(const std::string& input, const parsers::Message& message);
  /// A failure of the command as a whole.
  void add_error(const Error& error, ExitCode code);
  /// A request body that would be sent.
  void add_body(const std::string& body);
  void add_outcome(const Outcome& outcome);
  /// A sentence about the whole, on standard error.
  void add_note(const std::string& text);

  /// A line on a terminal that the next message replaces.
  void show_progress(const std::string& text);
  /// A table on standard output, for people only.
  void print_table(const std::vector<std::vector<std::string>>& rows);
  /// The command ends with at least this code, which the messages so far explain.
  void raise_code(ExitCode code);

  /// Prints what is left and returns the exit code.
  [[nodiscard]] ExitCode finish();

 private:
  [[nodiscard]] bool prints_text() const { return !options_.json && !options_.dry_run && !options_.quiet; }

  void clear_progress();

  ReportOptions options_;
  std::mutex output_mutex_;
  bool shows_progress_ = false;
  ExitCode code_ = ExitCode::ok;
  OrderedJson document_{{"runs", OrderedJson::array()},
                        {"scores", OrderedJson::array()},
                        {"messages", OrderedJson::array()},
                        {"errors", OrderedJson::array()}};
};

}  // namespace llmbench::uploader
