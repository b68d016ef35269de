// llama-bench of llama.cpp and its forks: JSON, JSONL, CSV, markdown tables and SQL of every version. Each output has
// its reader in llama_bench/, and all make the same runs (llama_bench/grouping).

#include "parsers/llama_bench/detect.hpp"
#include "parsers/llama_bench/outputs.hpp"

#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"

namespace llmbench::parsers {
namespace {

using llama_bench::HeadKind;

class LlamaBench final : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "llama-bench"; }
  [[nodiscard]] std::string_view description() const override { return "llama-bench results"; }
  [[nodiscard]] std::string_view example() const override { return "llama-bench -m MODEL.gguf -o json"; }
  [[nodiscard]] std::string_view files() const override {
    return "What -o json, jsonl, csv, md or sql writes, whole, cut off, or several in one file or pasted document.";
  }

  [[nodiscard]] int detect(std::string_view head) const override {
    switch (llama_bench::classify_head(head)) {
      case HeadKind::rows:
        return 100;
      case HeadKind::csv:
      case HeadKind::markdown:
      case HeadKind::sql:
      case HeadKind::headless:
      case HeadKind::wrapped:
      case HeadKind::usage:
        return 80;
      case HeadKind::benchy:
        return 60;
      case HeadKind::opening:
        return 30;
      case HeadKind::log:
        return 20;
      case HeadKind::other:
        return 0;
    }
    return 0;
  }

  [[nodiscard]] ReadResult read(TextStream& stream, const ReadOptions& options) const override {
    switch (llama_bench::classify_head(stream.head())) {
      case HeadKind::csv:
        return llama_bench::read_csv(stream, options);
      case HeadKind::markdown:
      case HeadKind::headless:
        return llama_bench::read_markdown(stream, options);
      case HeadKind::sql:
        return llama_bench::read_sql(stream, options);
      case HeadKind::wrapped:
        throw Error{ErrorCode::invalid_input,
                    stream.name() +
                        " holds a table of llama-bench whose lines are broken into shorter ones: write the output "
                        "into a file, `llama-bench ... > FILE`, or copy it from a wider window"};
      case HeadKind::usage:
        throw Error{ErrorCode::invalid_input,
                    stream.name() +
                        " is the help text of llama-bench, which it prints for wrong arguments: standard "
                        "error names the wrong one"};
      case HeadKind::benchy:
        throw Error{ErrorCode::invalid_input,
                    stream.name() +
                        " is the output of llama-benchy, which measures a server over HTTP and is another "
                        "tool than llama-bench: it is not read"};
      case HeadKind::rows:
      case HeadKind::opening:
      case HeadKind::log:
      case HeadKind::other:
        break;
    }
    return llama_bench::read_json(stream, options);
  }
};

}  // namespace

std::unique_ptr<Format> make_llama_bench();
std::unique_ptr<Format> make_llama_bench() {
  return std::make_unique<LlamaBench>();
}

}  // namespace llmbench::parsers
