#include "llmbench/parsers/format.hpp"

#include "llmbench/util/error.hpp"

namespace llmbench::parsers {

std::vector<std::unique_ptr<Format>> make_all_formats();  // generated

namespace {

/// A format this sure of a head names the file in the refusal of another format.
constexpr int kRecognised = 60;
/// A format this sure reads what no other claims: its refusal ("stopped before its first test") says more than ours.
constexpr int kWorthReading = 20;

const Format* best_format(std::string_view head, int least_score) {
  const Format* best = nullptr;
  int best_score = least_score - 1;
  for (const auto& format : formats()) {
    const int score = format->detect(head);
    if (score <= best_score) continue;
    best_score = score;
    best = format.get();
  }
  return best;
}

[[noreturn]] void refuse(const std::string& message) {
  throw Error{ErrorCode::invalid_input, message};
}

}  // namespace

const std::vector<std::unique_ptr<Format>>& formats() {
  static const std::vector<std::unique_ptr<Format>> all = make_all_formats();
  return all;
}

const Format* find_format(std::string_view name) {
  for (const auto& format : formats()) {
    if (format->name() == name) return format.get();
  }
  return nullptr;
}

const Format* recognise_format(std::string_view head) {
  return best_format(head, kRecognised);
}

RecognisedResult read_any(TextStream& stream, const ReadOptions& options) {
  if (stream.is_empty()) {
    refuse(stream.name() + " is empty: the command that should have written it failed or is still running");
  }
  const std::string hint = "`llm-benchmark-uploader formats` lists what can be read";
  if (stream.is_binary()) refuse(stream.name() + " is " + describe_head(stream.head(), true) + "; " + hint);
  const Format* format = best_format(stream.head(), kWorthReading);
  if (format == nullptr) {
    refuse(stream.name() + " is " + describe_head(stream.head(), false) +
           ", no output of a benchmark tool that is known; " + hint);
  }
  return {format, format->read(stream, options)};
}

ReadResult read_as(const Format& format, TextStream& stream, const ReadOptions& options) {
  const std::string expected = std::string(format.description());
  const std::string fix = "make it with `" + std::string(format.example()) + "`";
  if (stream.is_empty()) {
    refuse(stream.name() + " is empty, not " + expected +
           ": the command that should have written it failed or is still " + "running; " + fix);
  }
  if (stream.is_binary()) {
    refuse(stream.name() + " is " + describe_head(stream.head(), true) + ", not " + expected + "; " + fix);
  }
  if (format.detect(stream.head()) <= 0) {
    const Format* other = recognise_format(stream.head());
    if (other != nullptr && other != &format) {
      refuse(stream.name() + " is " + std::string(other->description()) + ", not " + expected +
             ": name its format instead, `llm-benchmark-uploader " + std::string(other->name()) + "`");
    }
    refuse(stream.name() + " is " + describe_head(stream.head(), false) + ", not " + expected + "; " + fix);
  }
  return format.read(stream, options);
}

}  // namespace llmbench::parsers
