#include "apps/uploader/report.hpp"

#include <iostream>
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

void print_details(const std::vector<FieldError>& details) {
  for (const FieldError& detail : details) std::cerr << "  " << printable(detail.path + ": " + detail.message) << '\n';
}

}  // namespace

std::string printable(std::string text) {
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) c = '?';
  }
  return text;
}

void Report::add_message(const std::string& input, const parsers::Message& message) {
  document_["messages"].push_back(
      {{"severity", word(message.severity)}, {"input", input}, {"place", message.place}, {"text", message.text}});
  if (options_.quiet && message.severity == parsers::Message::Severity::note) return;
  const std::string where = input + (message.place.empty() ? "" : ", " + message.place);
  std::cerr << word(message.severity) << ": " << printable(where + ": " + message.text) << '\n';
}

void Report::add_error(const Error& error, ExitCode code) {
  code_ = worse(code_, code);
  document_["errors"].push_back({{"error", error.what()}, {"details", encode_details(error.fields())}});
  std::cerr << "error: " << printable(error.what()) << '\n';
  print_details(error.fields());
}

void Report::add_body(const std::string& body) {
  std::cout << body << '\n';
}

void Report::add_note(const std::string& text) {
  document_["messages"].push_back({{"severity", "note"}, {"input", ""}, {"place", ""}, {"text", text}});
  std::cerr << text << '\n';
}

void Report::add_outcome(const Outcome& outcome) {
  code_ = worse(code_, outcome.code);
  OrderedJson item{{"result", outcome.result}, {"title", outcome.title}};
  item["link"] = outcome.link.empty() ? OrderedJson(nullptr) : OrderedJson(outcome.link);
  item["error"] = outcome.error.empty() ? OrderedJson(nullptr) : OrderedJson(outcome.error);
  item["details"] = encode_details(outcome.details);
  item["warnings"] = outcome.warnings;
  item["response"] = outcome.document;
  document_[outcome.kind].push_back(std::move(item));

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
