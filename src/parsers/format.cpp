#include "llmbench/parsers/format.hpp"

#include "parsers/head_description.hpp"
#include "parsers/known_outputs.hpp"
#include "parsers/wrapped_text.hpp"

#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace llmbench::parsers {

std::vector<std::unique_ptr<Format>> make_all_formats();  // generated

namespace {

/// A format this sure of a head names the file in the refusal of another format.
constexpr int kRecognised = 60;
/// No other can be surer.
constexpr int kCertainScore = 100;
/// A format this sure reads what no other claims: its refusal ("stopped before its first test") says more than ours.
constexpr int kWorthReading = 20;

/// Results further behind the beginning than this are not found: standard input may be endless.
constexpr std::size_t kMostLookedThrough = 4 * 1024 * 1024;

const Format* best_format(std::string_view head, int least_score) {
  const Format* best = nullptr;
  int best_score = least_score - 1;
  for (const auto& format : formats()) {
    const int score = format->detect(head);
    if (score <= best_score) continue;
    best_score = score;
    best = format.get();
    if (best_score >= kCertainScore) break;
  }
  return best;
}

/// A document says at its beginning what it is; only below a log may anything follow.
bool is_document(std::string_view head) {
  const std::string_view text = trim(head);
  if (text.starts_with('{') || text.starts_with('<')) return true;
  const std::size_t second = text.find_first_not_of(" \t\r\n", 1);
  return text.starts_with('[') && second != std::string_view::npos &&
         std::string_view{"[{\"]"}.find(text[second]) != std::string_view::npos;
}

/// Extends the head until `recognises` says yes to one of its windows of whole lines; each is looked at once.
template <typename Recognises>
bool look_below_log(TextStream& stream, const Recognises& recognises) {
  if (is_document(stream.head())) return false;
  std::size_t looked_at = stream.head().rfind('\n') + 1;  // npos + 1 = 0
  while (stream.head().size() < kMostLookedThrough && stream.extend_head()) {
    const std::size_t end = stream.head().rfind('\n') + 1;
    if (end > looked_at && recognises(stream.head().substr(looked_at, end - looked_at))) return true;
    looked_at = std::max(looked_at, end);
  }
  return recognises(stream.head().substr(looked_at));
}

/// The format that recognises the beginning or what stands below a log; else the best of at least `least_score`.
const Format* find_in(TextStream& stream, int least_score) {
  const Format* found = best_format(stream.head(), kRecognised);
  if (found != nullptr) return found;
  const Format* weak = best_format(stream.head(), least_score);
  const auto recognises = [&](std::string_view window) {
    found = best_format(window, kRecognised);
    return found != nullptr;
  };
  return look_below_log(stream, recognises) ? found : weak;
}

/// The same for one format.
bool is_found_in(const Format& format, TextStream& stream) {
  if (format.detect(stream.head()) >= kRecognised) return true;
  const bool is_possible = format.detect(stream.head()) > 0;
  const auto recognises = [&](std::string_view window) { return format.detect(window) >= kRecognised; };
  return look_below_log(stream, recognises) || is_possible;
}

[[noreturn]] void refuse(const std::string& message) {
  throw Error{ErrorCode::invalid_input, message};
}

/// A score that no server takes (a task without a name, a negative standard error) does not take the others with it.
void leave_out_invalid_scores(const std::string& name, ReadResult& result) {
  std::string first_reason;
  for (VariantScores& variant : result.scores) {
    std::erase_if(variant.scores, [&](const ScoreUpload& score) {
      const auto wrong = validate_score(score, "");
      if (wrong.empty()) return false;
      const std::string reason =
          "\"" + precise_benchmark(score) + "\", " + wrong.front().path + " " + wrong.front().message;
      result.messages.push_back({Message::Severity::warning, "", "left out: a score of " + reason});
      if (first_reason.empty()) first_reason = reason;
      ++result.records_dropped;
      return true;
    });
  }
  std::erase_if(result.scores, [](const VariantScores& variant) { return variant.scores.empty(); });
  if (!first_reason.empty() && result.scores.empty() && result.runs.empty()) {
    refuse(name + " holds no score that can be stored: " + first_reason);
  }
}

/// Of a folder of files, every refusal says which one it is about.
ReadResult read_valid(const Format& format, TextStream& stream, const ReadOptions& options) {
  try {
    ReadResult result = format.read(stream, options);
    leave_out_invalid_scores(stream.name(), result);
    return result;
  } catch (const Error& error) {
    if (contains(error.what(), stream.name())) throw;
    throw Error{error.code(), stream.name() + ": " + error.what(), error.fields()};
  }
}

/// A text may hold the outputs of several tools: one is read, the others are named.
std::vector<Message> name_others(std::string_view head, const Format& read) {
  std::vector<Message> warnings;
  if (is_document(head)) return warnings;
  for (const auto& format : formats()) {
    if (format.get() == &read || format->detect(head) < kRecognised) continue;
    warnings.push_back({Message::Severity::warning, "",
                        "it also holds " + std::string(format->description()) +
                            ", not read: save that in a file of its own and upload it too"});
  }
  return warnings;
}

RecognisedResult read_recognised(TextStream& stream, const ReadOptions& options) {
  if (stream.is_empty()) {
    refuse(stream.name() + " is empty: the command that should have written it failed or is still running");
  }
  const std::string hint = "`llm-benchmark-uploader formats` lists what can be read";
  if (stream.is_binary()) refuse(stream.name() + " is " + describe_head(stream.head(), true) + "; " + hint);
  const Format* format = find_in(stream, kWorthReading);
  if (format == nullptr) {
    if (const auto failure = find_failure(stream.head())) {
      refuse(stream.name() + " is the marker of a failed run, which holds its error (\"" + *failure +
             "\") and no result: run the benchmark again");
    }
    if (const auto known = find_known_output(stream.head())) {
      refuse(stream.name() + " is " + std::string(known->what) +
             ", which cannot be read: " + std::string(known->instead));
    }
    refuse(stream.name() + " is " + describe_head(stream.head(), false) +
           ", no output of a benchmark tool that is known; " + hint);
  }
  std::vector<Message> others = name_others(stream.head(), *format);
  RecognisedResult recognised{format, read_valid(*format, stream, options)};
  std::ranges::move(others, std::back_inserter(recognised.result.messages));
  return recognised;
}

/// Whether strings of the document may hold the lines of a log, or JSON.
bool may_wrap_text(std::string_view head) {
  return is_document(head) && (contains(head, "\\n") || contains(head, "{\\\""));
}

/// What was taken from a stream and what is left of it.
class RestoredSource final : public Source {
 public:
  RestoredSource(std::string taken, TextStream& rest) : piece_(std::move(taken)), rest_(rest) {}
  std::size_t read(char* buffer, std::size_t size) override {
    if (at_ == piece_.size()) {
      piece_ = std::string(rest_.next());
      at_ = 0;
    }
    const std::size_t count = std::min(size, piece_.size() - at_);
    std::copy_n(piece_.data() + at_, count, buffer);
    at_ += count;
    return count;
  }

 private:
  std::string piece_;
  TextStream& rest_;
  std::size_t at_ = 0;
};

/// A document that cannot be read itself may keep the output of a tool in its strings. What is recognised as the result
/// of one tool is no wrapper of another.
RecognisedResult read_wrapper(TextStream& stream, const ReadOptions& options) {
  std::string text;
  while (text.size() < kMostLookedThrough) {
    const std::string_view piece = stream.next();
    if (piece.empty()) break;
    text += piece;
  }
  if (text.size() >= kMostLookedThrough) {  // results that are so long are no wrapper of a log
    TextStream whole{std::make_unique<RestoredSource>(std::move(text), stream), stream.name()};
    return read_recognised(whole, options);
  }
  TextStream document{make_memory_source(text), stream.name()};
  try {
    return read_recognised(document, options);
  } catch (const Error&) {
    const auto wrapped = find_wrapped_text(text);
    const Format* format = wrapped ? best_format(*wrapped, kRecognised) : nullptr;
    const Format* outer = best_format(text, kRecognised);
    if (format == nullptr || (outer != nullptr && outer != format)) throw;
    TextStream inside{make_memory_source(*wrapped), stream.name()};
    RecognisedResult recognised{format, read_valid(*format, inside, options)};
    recognised.result.messages.push_back(
        {Message::Severity::note, "", "read from the text inside of JSON: only that was read of it"});
    return recognised;
  }
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

const Format* recognise_format(TextStream& stream) {
  return find_in(stream, kRecognised);
}

RecognisedResult read_any(TextStream& stream, const ReadOptions& options) {
  return may_wrap_text(stream.head()) ? read_wrapper(stream, options) : read_recognised(stream, options);
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
  if (!is_found_in(format, stream)) {
    const Format* other = best_format(stream.head(), kRecognised);
    if (other != nullptr && other != &format) {
      refuse(stream.name() + " is " + std::string(other->description()) + ", not " + expected +
             ": name its format instead, `llm-benchmark-uploader " + std::string(other->name()) + "`");
    }
    refuse(stream.name() + " is " + describe_head(stream.head(), false) + ", not " + expected + "; " + fix);
  }
  return read_valid(format, stream, options);
}

}  // namespace llmbench::parsers
