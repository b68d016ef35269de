// One libFuzzer program a reader (scripts/fuzz): whatever the bytes are, a reader returns runs and scores that are
// valid as far as it can know, or throws Error with one sentence. Compiled once; every program brings the function that
// makes its format (fuzzed_format.cpp.in).

#include "llmbench/codec/run_codec.hpp"
#include "llmbench/domain/identity.hpp"
#include "llmbench/domain/score.hpp"
#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

namespace llmbench::parsers {

std::unique_ptr<Format> make_fuzzed_format();

namespace {

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n", what);
  std::abort();
}

void check(const ExperimentRun& run) {
  require(!trim(run.model_name).empty() && !trim(run.quantization).empty(), "a run without a name");
  for (const Metric& metric : run.metrics) require(std::isfinite(metric.value), "a value that is not finite");
  require(is_valid_utf8(dump_json(codec::encode_experiment_run(run))), "text that is not UTF-8");
  (void)content_id(run);
}

void check(const VariantScores& scores) {
  require(!trim(scores.model_name).empty() && !trim(scores.quantization).empty(), "scores without a name");
  require(!scores.scores.empty(), "a variant without scores");
  for (const ScoreUpload& score : scores.scores) {
    require(validate_score(score, "data").empty(), "a score that the server refuses");
  }
}

ReadOptions options_of(bool names_given) {
  ReadOptions options;
  if (!names_given) return options;
  options.model_name = "Example/Model-7B";
  options.quantization = "Q4_K_M";
  options.backend = "vllm";
  return options;
}

void read(const std::string& bytes, const ReadOptions& options) {
  static const std::unique_ptr<Format> format = make_fuzzed_format();
  try {
    TextStream stream{make_memory_source(bytes), "input"};
    const ReadResult result = read_as(*format, stream, options);
    for (const ExperimentRun& run : result.runs) check(run);
    for (const VariantScores& scores : result.scores) check(scores);
    for (const Message& message : result.messages) require(!message.text.empty(), "a message without text");
  } catch (const Error& error) {
    const std::string message = error.what();
    require(!message.empty() && message.find('\n') == std::string::npos, "a refusal that is no single sentence");
  }
}

}  // namespace
}  // namespace llmbench::parsers

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  for (const bool names_given : {true, false})
    llmbench::parsers::read(bytes, llmbench::parsers::options_of(names_given));
  return 0;
}
