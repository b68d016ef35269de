// Console text of vLLM's and SGLang's serving benchmarks: logs, documents with the block inside, and JSON of wrapper
// scripts that keep the text in a string.

#include "parsers/json_documents.hpp"
#include "parsers/json_fields.hpp"
#include "parsers/serving/console_block.hpp"
#include "parsers/serving/figures.hpp"
#include "parsers/serving/serving_record.hpp"

#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>

namespace llmbench::parsers {
std::unique_ptr<Format> make_serving_text();

namespace {

/// Arguments of the benchmark that say what was measured; the others are defaults, addresses and output options.
constexpr const char* kArguments[] = {
    "dataset_name",      "num_prompts",         "random_input_len", "random_output_len",
    "random_prefix_len", "random_range_ratio",  "request_rate",     "burstiness",
    "max_concurrency",   "sharegpt_output_len", "ignore_eos",       "seed",
    "endpoint",          "num_warmups",         "temperature",      "top_p"};
/// Lengths of the random dataset have defaults whatever dataset was used.
bool concerns_another_dataset(std::string_view name, const Json& arguments) {
  return name.starts_with("random_") && arguments.value("dataset_name", Json("random")) != "random";
}

/// Lengths of prompts and answers have more names than the arguments above.
constexpr const char* kLengthArguments[] = {"input_len",         "output_len",        "sonnet_input_len",
                                            "sonnet_output_len", "custom_output_len", "hf_output_len"};

/// Both tools send all requests at once when they are told neither rate, nor cap, nor a trace to replay. A command with
/// a placeholder is a template: what was started may have had more flags.
bool sends_all_at_once(const BenchmarkCommand& command) {
  if (!command.whole || !integer_field(command.flags, "num_prompts")) return false;
  for (const auto& [flag, value] : command.flags.items()) {
    if (value.is_null() || flag == "request_rate" || flag == "max_concurrency" || flag.starts_with("ramp_up")) {
      return false;
    }
    if (contains(flag, "trace") || value == "mooncake") return false;
  }
  return true;
}

/// What a shown command line says. Earlier releases read its model only.
Json fields_of(const BenchmarkCommand& command) {
  Json fields = Json::object();
  const auto keep = [&](const char* name) {
    if (!command.flags.contains(name) || command.flags[name].is_null()) return;
    if (!concerns_another_dataset(name, command.flags)) fields[name] = command.flags[name];
  };
  for (const char* name : kArguments) keep(name);
  for (const char* name : kLengthArguments) keep(name);
  keep("backend");
  if (!text_field(command.flags, "model").empty()) fields["model_id"] = command.flags["model"];
  if (sends_all_at_once(command)) fields["request_rate"] = "inf";
  return fields;
}

/// Everything that earlier releases did not read of a block and of what stands before it.
Json later_fields_of(const ConsoleBlock& block) {
  return completed_record(block.later_fields, fields_of(block.command));
}

void note_unread_lines(const ConsoleBlock& block, const std::string& place, MessageLog& messages) {
  constexpr std::size_t kNamed = 4;
  if (block.unread.empty()) return;
  const std::size_t named = std::min(block.unread.size(), kNamed);
  std::string text = "figures that were not read: " +
                     join({block.unread.begin(), block.unread.begin() + static_cast<long>(named)}, ", ");
  if (block.unread.size() > named) text += " and " + std::to_string(block.unread.size() - named) + " others";
  messages.note(place, text);
}

/// The block as one record: what it printed wins over what the arguments asked for.
Json record_of(const ConsoleBlock& block) {
  Json record = Json::object();
  for (const char* name : kArguments) {
    if (block.arguments.contains(name) && !concerns_another_dataset(name, block.arguments)) {
      record[name] = block.arguments[name];
    }
  }
  if (block.arguments.contains("model")) record["model_id"] = block.arguments["model"];
  if (block.arguments.contains("backend")) record["backend"] = block.arguments["backend"];
  for (const auto& [key, value] : block.record.items()) {
    if (!value.is_null()) record[key] = value;
  }
  return record;
}

std::string model_of(const ConsoleBlock& block) {
  return served_model(completed_record(record_of(block), later_fields_of(block)));
}

bool is_sglang(const ConsoleBlock& block) {
  return block.record.contains("backend") || block.record.contains("mean_e2e_latency_ms");
}

/// A text that holds a block, and the command that stands beside it in its object.
struct TextWithCommand {
  std::string text;
  BenchmarkCommand command;
};

struct PlacedBlock {
  ConsoleBlock block;
  std::string place;
};

BenchmarkCommand command_beside(const Json& object) {
  for (const Json& value : object) {
    if (value.is_string() && starts_benchmark(value.get_ref<const std::string&>())) {
      return parse_benchmark_command(value.get_ref<const std::string&>());
    }
  }
  return {};
}

/// Every text inside `value` that holds a block.
void collect_texts(const Json& value, std::vector<TextWithCommand>& texts) {
  if (!value.is_structured()) return;
  for (const Json& element : value) {
    if (!element.is_string()) {
      collect_texts(element, texts);
    } else if (const auto& text = element.get_ref<const std::string&>(); contains(text, kServingBlockTitle)) {
      texts.push_back({text, value.is_object() ? command_beside(value) : BenchmarkCommand{}});
    }
  }
}

bool is_wrapper(std::string_view head) {
  const std::string_view text = trim(head);
  return text.starts_with('{') || (text.starts_with('[') && !text.starts_with("[pod/"));
}

class ServingText : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "serving-text"; }
  [[nodiscard]] std::string_view description() const override {
    return "console text of a serving benchmark of vLLM or SGLang (\"Serving Benchmark Result\")";
  }
  [[nodiscard]] std::string_view example() const override {
    return "vllm bench serve --model MODEL --max-concurrency 8 2>&1 | tee bench.log";
  }
  [[nodiscard]] std::string_view files() const override {
    return "Logs, documents with the block inside, several blocks, and JSON that keeps the text in a string.";
  }
  [[nodiscard]] int detect(std::string_view head) const override {
    if (contains(head, kServingBlockTitle)) return 95;
    // Progress bars may push the block out of the head.
    if (contains(head, "Traffic request rate:")) return 80;
    const bool benchmark = contains(head, "bench_type='serve'") || contains(head, "benchmark_args=Namespace(");
    return benchmark ? 70 : 0;
  }
  [[nodiscard]] ReadResult read(TextStream& stream, const ReadOptions& options) const override {
    MessageLog messages;
    ReadResult result;
    const auto blocks = is_wrapper(stream.head()) ? blocks_of_wrapper(stream, messages) : blocks_of_log(stream);
    std::vector<std::string> models;
    for (const PlacedBlock& placed : blocks) models.push_back(model_of(placed.block));
    refuse_several_models(models, options);
    for (const PlacedBlock& placed : blocks) add_run(result, run_of(placed, options, messages), options, messages);
    result.messages = messages.take();
    return result;
  }

 private:
  static std::vector<PlacedBlock> blocks_of_log(TextStream& stream) {
    ConsoleBlocks found = parse_console_blocks(stream);
    if (found.blocks.empty()) {
      const std::string reason = found.last_error.empty() ? "" : " (its last error: " + found.last_error + ")";
      throw Error{
          ErrorCode::invalid_input,
          stream.name() + " is the log of a serving benchmark that printed no result" + reason + ": run it again"};
    }
    std::vector<PlacedBlock> placed;
    for (ConsoleBlock& block : found.blocks) {
      std::string place = "line " + std::to_string(block.line);
      placed.push_back({std::move(block), std::move(place)});
    }
    return placed;
  }

  static std::vector<PlacedBlock> blocks_of_wrapper(TextStream& stream, MessageLog& messages) {
    std::vector<PlacedBlock> placed;
    for (const JsonDocument& document : read_json_documents(stream, messages).documents) {
      std::vector<TextWithCommand> texts;
      collect_texts(document.value, texts);
      for (TextWithCommand& found : texts) {
        TextStream inside{make_memory_source(std::move(found.text)), stream.name()};
        for (ConsoleBlock& block : parse_console_blocks(inside).blocks) {
          if (block.command.flags.empty()) block.command = found.command;
          placed.push_back({std::move(block), "line " + std::to_string(document.line)});
        }
      }
    }
    if (placed.empty()) {
      throw Error{ErrorCode::invalid_input,
                  stream.name() + " keeps the text of a serving benchmark that printed no result: run it again"};
    }
    return placed;
  }

  static ToolRun run_of(const PlacedBlock& placed, const ReadOptions& options, MessageLog& messages) {
    const bool sglang = is_sglang(placed.block);
    const ServingSource source{sglang ? "sglang.bench_serving" : "vllm bench serve",
                               sglang ? "sglang" : "vllm",
                               "console text",
                               placed.place,
                               false,
                               Json::object(),
                               later_fields_of(placed.block)};
    ToolRun tool = make_serving_run(record_of(placed.block), source, options, messages);
    note_unread_lines(placed.block, placed.place, messages);
    if (!placed.block.complete) {
      tool.partial = true;
      messages.warn(placed.place, "the result ends before its last line: what is there was read");
    }
    return tool;
  }
};

}  // namespace

std::unique_ptr<Format> make_serving_text() {
  return std::make_unique<ServingText>();
}

}  // namespace llmbench::parsers
