#pragma once
// Everything the uploader prints: results on standard output, messages on standard error, or one JSON document.

#include "apps/uploader/exit_code.hpp"

#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/json.hpp"

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
  std::string kind;    ///< "runs" or "scores": where it stands in the JSON document
  std::string result;  ///< "stored", "already stored", "refused", ...
  std::string title;   ///< what it was: "Qwen3-4B Q4_K_M, RTX 3060, 2 metrics"
  std::string link;    ///< "" = none
  std::vector<std::string> notes;
  std::vector<std::string> warnings;
  std::string error;  ///< "" = none
  std::vector<FieldError> details;
  OrderedJson document = OrderedJson::object();  ///< what the server said
};

/// Texts come from files and servers: what would steer the terminal (escape sequences, line breaks) is shown as '?'.
[[nodiscard]] std::string printable(std::string text);

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

  /// Prints what is left and returns the exit code.
  [[nodiscard]] ExitCode finish();

 private:
  [[nodiscard]] bool prints_text() const { return !options_.json && !options_.dry_run && !options_.quiet; }

  ReportOptions options_;
  ExitCode code_ = ExitCode::ok;
  OrderedJson document_{{"runs", OrderedJson::array()},
                        {"scores", OrderedJson::array()},
                        {"messages", OrderedJson::array()},
                        {"errors", OrderedJson::array()}};
};

}  // namespace llmbench::uploader
