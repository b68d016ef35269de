#include "parsers/serving/ollama_requests.hpp"

#include "parsers/console_lines.hpp"
#include "parsers/json_documents.hpp"
#include "parsers/json_fields.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>

namespace llmbench::parsers {
namespace {

constexpr double kGigabyteInGibibytes = 1e9 / (1024.0 * 1024.0 * 1024.0);
constexpr double kNanosecondsPerSecond = 1e9;

std::optional<double> rate_of(std::optional<double> tokens, std::optional<double> seconds) {
  return tokens && seconds && *tokens > 0 && *seconds > 0 ? std::optional(*tokens / *seconds) : std::nullopt;
}

std::optional<double> seconds_field(const Json& record, const char* name) {
  const auto nanoseconds = number_field(record, name);
  return nanoseconds ? std::optional(*nanoseconds / kNanosecondsPerSecond) : std::nullopt;
}

/// nullopt for the pieces of a streamed answer before its last.
std::optional<OllamaRequest> request_of(const Json& record) {
  if (!record.contains("eval_count") || !record.contains("eval_duration")) return std::nullopt;
  OllamaRequest request;
  request.model = text_field(record, "model");
  request.time = parse_time(text_field(record, "created_at"));
  request.total_seconds = seconds_field(record, "total_duration");
  request.load_seconds = seconds_field(record, "load_duration");
  request.prompt_tokens = number_field(record, "prompt_eval_count");
  request.generated_tokens = number_field(record, "eval_count");
  request.prompt_speed = rate_of(request.prompt_tokens, seconds_field(record, "prompt_eval_duration"));
  request.speed = rate_of(request.generated_tokens, seconds_field(record, "eval_duration"));
  return request;
}

OllamaRequests read_answers(TextStream& stream, MessageLog& messages) {
  OllamaRequests found;
  const JsonDocuments documents = read_json_documents(stream, messages);
  found.partial = documents.partial;
  for (const JsonDocument& document : documents.documents) {
    if (auto request = request_of(document.value); request && request->speed) {
      found.requests.push_back(std::move(*request));
    }
  }
  return found;
}

/// The number before " token(s)" or " tokens/s".
std::optional<double> leading_number(std::string_view text) {
  return parse_double(text.substr(0, text.find(' ')));
}

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  for (std::string& word : split(collapse_whitespace(line), ' ')) {
    if (!word.empty()) words.push_back(std::move(word));
  }
  return words;
}

class TranscriptReader {
 public:
  void take(std::string_view line) {
    const std::size_t colon = line.find(':');
    const std::string label = colon == std::string_view::npos ? "" : to_lower(trim(line.substr(0, colon)));
    if (label == "total duration") {
      finish();
      current_ = OllamaRequest{};
      current_->total_seconds = parse_go_duration(trim(line.substr(colon + 1)));
    } else if (current_ && !label.empty() && take_figure(label, trim(line.substr(colon + 1)))) {
      if (label == "eval rate") finish();
    } else {
      take_model(line);
    }
  }

  OllamaRequests result() {
    finish();
    return std::move(found_);
  }

 private:
  bool take_figure(std::string_view label, std::string_view value) {
    if (label == "load duration")
      current_->load_seconds = parse_go_duration(value);
    else if (label == "prompt eval count")
      current_->prompt_tokens = leading_number(value);
    else if (label == "prompt eval duration")
      prompt_seconds_ = parse_go_duration(value);
    else if (label == "prompt eval rate")
      current_->prompt_speed = leading_number(value);
    else if (label == "eval count")
      current_->generated_tokens = leading_number(value);
    else if (label == "eval duration")
      seconds_ = parse_go_duration(value);
    else if (label == "eval rate")
      current_->speed = leading_number(value);
    else
      return false;
    return true;
  }

  /// "ollama run qwen2.5:3b --verbose", or the row of `ollama ps`: NAME ID SIZE UNIT SHARE PROCESSOR UNTIL.
  void take_model(std::string_view line) {
    const auto words = words_of(line);
    for (std::size_t at = 0; at + 2 < words.size(); ++at) {
      if (words[at].ends_with("ollama") && words[at + 1] == "run") {
        const auto name = std::find_if(words.begin() + static_cast<std::ptrdiff_t>(at) + 2, words.end(),
                                       [](const std::string& word) { return !word.starts_with('-'); });
        if (name != words.end()) model_ = *name;
        processor_.clear();
        loaded_gb_.reset();
        return;
      }
    }
    constexpr std::size_t kMinColumns = 6;
    constexpr std::size_t kIdLength = 12;
    if (words.size() < kMinColumns || words[1].size() != kIdLength ||
        words[1].find_first_not_of("0123456789abcdef") != std::string::npos) {
      return;
    }
    const auto size = parse_double(words[2]);
    if (!size || (words[3] != "GB" && words[3] != "MB")) return;
    constexpr double kMegabytesPerGigabyte = 1000;
    model_ = words[0];
    loaded_gb_ = *size * kGigabyteInGibibytes / (words[3] == "MB" ? kMegabytesPerGigabyte : 1);
    processor_ = words[4] + " " + words[5];
  }

  void finish() {
    if (current_) {
      OllamaRequest& request = *current_;
      if (!request.speed) request.speed = rate_of(request.generated_tokens, seconds_);
      if (!request.prompt_speed) request.prompt_speed = rate_of(request.prompt_tokens, prompt_seconds_);
      request.model = model_;
      request.processor = processor_;
      request.loaded_gb = loaded_gb_;
      if (request.speed)
        found_.requests.push_back(std::move(request));
      else
        found_.partial = true;
    }
    current_.reset();
    seconds_.reset();
    prompt_seconds_.reset();
  }

  OllamaRequests found_;
  std::optional<OllamaRequest> current_;
  std::optional<double> seconds_;
  std::optional<double> prompt_seconds_;
  std::string model_;
  std::string processor_;
  std::optional<double> loaded_gb_;
};

}  // namespace

OllamaRequests read_ollama_requests(TextStream& stream, MessageLog& messages) {
  const std::string_view head = trim(stream.head());
  if (head.starts_with('{') || head.starts_with('[')) return read_answers(stream, messages);
  TranscriptReader reader;
  LineReader lines(stream);
  while (const auto line = lines.next()) reader.take(line->text);
  return reader.result();
}

std::optional<double> parse_go_duration(std::string_view text) {
  struct Unit {
    std::string_view name;
    double seconds;
  };
  constexpr Unit kUnits[] = {{"h", 3600}, {"m", 60}, {"s", 1}, {"ms", 1e-3}, {"µs", 1e-6}, {"us", 1e-6}, {"ns", 1e-9}};
  if (text.empty()) return std::nullopt;
  double seconds = 0;
  while (!text.empty()) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
    const auto number = parse_double(text.substr(0, digits));
    text.remove_prefix(digits);
    const std::string_view name = text.substr(0, text.find_first_of("0123456789."));
    const auto* unit = std::ranges::find(kUnits, name, &Unit::name);
    if (!number || unit == std::end(kUnits)) return std::nullopt;
    seconds += *number * unit->seconds;
    text.remove_prefix(name.size());
  }
  return seconds;
}

}  // namespace llmbench::parsers
