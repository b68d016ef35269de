// Scores as our own API takes them: with the names of their variant, or bare ones that -m and -q name.

#include "parsers/own/documents.hpp"
#include "parsers/own/scores_reader.hpp"

#include "llmbench/parsers/format.hpp"
#include "llmbench/util/text.hpp"

#include <utility>

namespace llmbench::parsers {
std::unique_ptr<Format> make_scores();

namespace {

class ScoresFormat : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "scores"; }
  [[nodiscard]] std::string_view description() const override { return "scores as this service takes them"; }
  [[nodiscard]] std::string_view example() const override {
    return "echo '[{\"type\":\"GSM8K\",\"data\":{\"problems_solved\":1154,\"total_problems\":1319}}]' > scores.json";
  }
  [[nodiscard]] std::string_view files() const override {
    return "{\"model_name\",\"quantization\",\"benchmark_scores\":[...]}, {\"type\",\"data\"} objects with -m and -q, "
           "or "
           "the export scores.ndjson.";
  }
  [[nodiscard]] int detect(std::string_view head) const override {
    const std::string_view text = trim(head);
    if (!text.starts_with('{') && !text.starts_with('[')) return 0;
    const auto has = [&](std::string_view key) { return contains(text, key); };
    if (has("\"performance_metrics\"") || has("\"hardware_config\"")) return 0;
    if (has("\"benchmark_scores\"")) return 90;
    return has("\"type\"") && has("\"data\"") ? 70 : 0;
  }
  [[nodiscard]] ReadResult read(TextStream& stream, const ReadOptions& options) const override {
    MessageLog messages;
    own::ScoresReader reader{options};
    const auto counts = own::read_documents(
        stream, [&](const Json& document, codec::Findings& findings) { reader.take(document, findings); }, messages);
    ReadResult result;
    result.messages = messages.take();
    result.scores = reader.finish(result.messages);
    result.records_read = counts.read;
    result.records_dropped = counts.left_out;
    result.partial = counts.partial;
    return result;
  }
};

}  // namespace

std::unique_ptr<Format> make_scores() {
  return std::make_unique<ScoresFormat>();
}

}  // namespace llmbench::parsers
