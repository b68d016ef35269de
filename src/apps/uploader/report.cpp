#include "apps/uploader/report.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>
#include <iostream>
#include <unistd.h>
#include <utility>

namespace llmbench::uploader {
namespace {

std::string_view word(parsers::Message::Severity severity) {
  return severity == parsers::Message::Severity::warning ? "warning" : "note";
}

OrderedJson encode_details(const std::vector<FieldError>& details) {
  OrderedJson array = OrderedJson::array();
  for (const FieldError& detail : details) array.push_back({{"path", detail.path}, {"message", detail.message}});
  return array;
}

OrderedJson encode_outcome(const Outcome& outcome) {
  OrderedJson item{{"result", outcome.result}, {"title", outcome.title}};
  item["link"] = outcome.link.empty() ? OrderedJson(nullptr) : OrderedJson(outcome.link);
  item["error"] = outcome.error.empty() ? OrderedJson(nullptr) : OrderedJson(outcome.error);
  item["details"] = encode_details(outcome.details);
  item["warnings"] = outcome.warnings;
  item["response"] = outcome.document;
  return item;
}

void print_details(const std::vector<FieldError>& details) {
  for (const FieldError& detail : details) std::cerr << "  " << printable(detail.path + ": " + detail.message) << '\n';
}

}  // namespace

bool can_show_progress(const ReportOptions& options) {
  return !options.json && !options.quiet && !options.dry_run && ::isatty(STDERR_FILENO) == 1;
}

std::string format_table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t at = 0; at < row.size(); ++at) widths[at] = std::max(widths[at], utf8_length(row[at]));
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t at = 0; at < row.size(); ++at) {
      line += row[at] + std::string(widths[at] - utf8_length(row[at]) + 2, ' ');
    }
    while (line.ends_with(' ')) line.pop_back();
    text += printable(line) + '\n';
  }
  return text;
}

std::string printable(std::string text) {
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) c = '?';
  }
  return text;
}

void Report::clear_progress() {
  if (!std::exchange(shows_progress_, false)) return;
  std::cerr << "\r\x1b[K";
}

void Report::show_progress(const std::string& text) {
  const std::lock_guard lock{output_mutex_};
  shows_progress_ = true;
  std::cerr << "\r" << text << "\x1b[K" << std::flush;
}

void Report::print_table(const std::vector<std::vector<std::string>>& rows) {
  const std::lock_guard lock{output_mutex_};
  clear_progress();
  if (prints_text()) std::cout << format_table(rows);
}

void Report::raise_code(ExitCode code) {
  const std::lock_guard lock{output_mutex_};
  code_ = worse(code_, code);
}

void Report::add_message(const std::string& input, const parsers::Message& message) {
  const std::lock_guard lock{output_mutex_};
  clear_progress();
  if (options_.json)
    document_["messages"].push_back(
        {{"severity", word(message.severity)}, {"input", input}, {"place", message.place}, {"text", message.text}});
  if (options_.quiet && message.severity == parsers::Message::Severity::note) return;
  const std::string where = input + (message.place.empty() ? "" : ", " + message.place);
  std::cerr << word(message.severity) << ": " << printable(where + ": " + message.text) << '\n';
}

void Report::add_error(const Error& error, ExitCode code) {
  const std::lock_guard lock{output_mutex_};
  clear_progress();
  code_ = worse(code_, code);
  document_["errors"].push_back({{"error", error.what()}, {"details", encode_details(error.fields())}});
  std::cerr << "error: " << printable(error.what()) << '\n';
  print_details(error.fields());
}

void Report::add_body(const std::string& body) {
  const std::lock_guard lock{output_mutex_};
  clear_progress();
  std::cout << body << '\n';
}

void Report::add_note(const std::string& text) {
  const std::lock_guard lock{output_mutex_};
  clear_progress();
  document_["messages"].push_back({{"severity", "note"}, {"input", ""}, {"place", ""}, {"text", text}});
  std::cerr << text << '\n';
}

void Report::add_outcome(const Outcome& outcome) {
  const std::lock_guard lock{output_mutex_};
  clear_progress();
  code_ = worse(code_, outcome.code);
  // Tens of thousands of outcomes are not kept in memory for a document that nobody asked for.
  if (options_.json) document_[outcome.kind].push_back(encode_outcome(outcome));

  for (const std::string& warning : outcome.warnings) std::cerr << "warning: " << printable(warning) << '\n';
  if (outcome.code != ExitCode::ok) {
    std::cerr << outcome.result << ": " << printable(outcome.title + ": " + outcome.error) << '\n';
    print_details(outcome.details);
    return;
  }
  if (!prints_text()) return;
  std::cout << outcome.result << ": " << printable(outcome.title) << '\n';
  if (!outcome.link.empty()) std::cout << "  " << printable(outcome.link) << '\n';
  for (const std::string& note : outcome.notes) std::cout << "  " << printable(note) << '\n';
}

ExitCode Report::finish() {
  const std::lock_guard lock{output_mutex_};
  clear_progress();
  if (options_.json && !options_.dry_run) {
    document_["exit_code"] = static_cast<int>(code_);
    std::cout << dump_json(document_) << '\n';
  }
  // A full disk behind `> bodies.ndjson` must not look like success.
  if (!std::cout.flush()) {
    std::cerr << "error: standard output cannot be written\n";
    code_ = worse(code_, ExitCode::refused);
  }
  return code_;
}

}  // namespace llmbench::uploader
