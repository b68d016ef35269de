#pragma once
// An input format: recognises itself by content and turns text into runs and scores. One file per format in
// src/parsers/formats.

#include "llmbench/domain/run.hpp"
#include "llmbench/domain/score.hpp"
#include "llmbench/parsers/source.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::parsers {

/// What the user said about the input; everything here wins over the file, with a warning when they disagree.
struct ReadOptions {
  std::optional<std::string> model_name;       ///< -m
  std::optional<std::string> quantization;     ///< -q
  std::optional<std::string> lora_adapter;     ///< --lora
  std::optional<std::string> backend;          ///< -b
  std::optional<std::string> backend_version;  ///< -v
  std::string notes;                           ///< -n
  std::vector<std::string> tags;               ///< --tag
  std::optional<std::string> machine_name;     ///< --machine-name
  std::optional<std::string> gpu_name;
  std::optional<double> gpu_memory_gb;
  std::optional<int> gpu_count;
  std::optional<double> ram_gb;
  std::optional<double> memory_gb;      ///< --memory-gb: what the model took, GiB
  Json user_settings = Json::object();  ///< --set
  Json score_context = Json::object();  ///< --score-context
  bool keep_paths = false;
  bool all_one_model = false;  ///< --all-one-model
};

struct Message {
  enum class Severity { note, warning };
  Severity severity = Severity::warning;
  std::string place;  ///< "line 12", "record 3", "" = the whole input
  std::string text;   ///< one sentence
  bool operator==(const Message&) const = default;
};

/// Scores of one variant from one input.
struct VariantScores {
  std::string model_name;
  std::string quantization;
  std::string lora_adapter;
  std::optional<std::string> backend;
  std::vector<ScoreUpload> scores;
  std::optional<TimePoint> timestamp;
  Json context = Json::object();
  std::vector<std::string> tags;
};

struct ReadResult {
  std::vector<ExperimentRun> runs;
  std::vector<VariantScores> scores;
  std::vector<Message> messages;
  bool partial = false;  ///< the input was damaged; what could be read is here
  std::size_t records_read = 0;
  std::size_t records_dropped = 0;  ///< each with a message
};

class Format {
 public:
  virtual ~Format() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;         ///< "llama-bench"
  [[nodiscard]] virtual std::string_view description() const = 0;  ///< one line
  [[nodiscard]] virtual std::string_view example() const = 0;      ///< the command that produces such a file
  [[nodiscard]] virtual std::string_view files() const = 0;        ///< which files of it can be read, one sentence
  /// 0 = certainly not, 100 = certainly (at most one format says so of any text). Looks only at the head of the text.
  [[nodiscard]] virtual int detect(std::string_view head) const = 0;
  /// Throws Error{invalid_input} with one sentence naming the place and a fix when nothing usable is in the input.
  [[nodiscard]] virtual ReadResult read(TextStream& stream, const ReadOptions& options) const = 0;
};

/// All formats (generated list, ordered by file name).
[[nodiscard]] const std::vector<std::unique_ptr<Format>>& formats();
[[nodiscard]] const Format* find_format(std::string_view name);

/// The format that recognises the beginning best; nullptr when none is sure enough. Where a log stands above the
/// results, the first 4 MiB are looked through, and the head then reaches to where they were found.
[[nodiscard]] const Format* recognise_format(TextStream& stream);

struct RecognisedResult {
  const Format* format = nullptr;
  ReadResult result;
};
/// Reads with the format that recognises the input. Throws what read_as throws; an input that no format recognises is
/// Error{invalid_input} saying what it looks like.
[[nodiscard]] RecognisedResult read_any(TextStream& stream, const ReadOptions& options);

/// Reads with the named format. Empty input, binary input and input that the format does not recognise are
/// Error{invalid_input}, each with one sentence (what it is, what was expected, what to do); no more than the first 4
/// MiB are read then.
[[nodiscard]] ReadResult read_as(const Format& format, TextStream& stream, const ReadOptions& options);

/// For messages about a "wrong kind of JSON": what the head looks like ("JSON with keys a, b, c", "binary data", "an
/// HTML page", "text").
[[nodiscard]] std::string describe_head(std::string_view head, bool binary);

}  // namespace llmbench::parsers
