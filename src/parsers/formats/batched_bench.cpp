// llama-batched-bench of llama.cpp and llama-sweep-bench of ik_llama.cpp: JSONL and the console table. Field names and
// their meaning as in the READMEs of both: PP and TG tokens per sequence, B sequences at once, N_KV tokens in the
// cache.

#include "parsers/console_lines.hpp"
#include "parsers/document_heading.hpp"
#include "parsers/json_documents.hpp"
#include "parsers/json_fields.hpp"
#include "parsers/llama_bench/detect.hpp"
#include "parsers/llama_bench/device_log.hpp"
#include "parsers/llama_bench/table_shape.hpp"
#include "parsers/llama_bench/text_record.hpp"
#include "parsers/model_names.hpp"
#include "parsers/serving/figures.hpp"
#include "parsers/tool_run.hpp"
#include "parsers/user_overrides.hpp"

#include "llmbench/domain/names.hpp"
#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace llmbench::parsers {
namespace {

/// What every row repeats because the whole invocation had it.
constexpr std::array<const char*, 9> kBatchedSettings{"n_kv_max",     "n_batch",      "n_ubatch",
                                                      "flash_attn",   "is_pp_shared", "is_tg_separate",
                                                      "n_gpu_layers", "n_threads",    "n_threads_batch"};

constexpr std::string_view kSpeedColumn = "S_TG t/s";
/// Titles of the console table, and what the JSONL calls them.
constexpr std::array<std::pair<std::string_view, const char*>, 10> kBatchedColumns{{{"PP", "pp"},
                                                                                    {"TG", "tg"},
                                                                                    {"B", "pl"},
                                                                                    {"N_KV", "n_kv"},
                                                                                    {"T_PP s", "t_pp"},
                                                                                    {"S_PP t/s", "speed_pp"},
                                                                                    {"T_TG s", "t_tg"},
                                                                                    {kSpeedColumn, "speed_tg"},
                                                                                    {"T s", "t"},
                                                                                    {"S t/s", "speed"}}};

/// What stands above a table: it may name the model, and is kept as a note.
struct Section {
  std::string heading;
  std::string model;         ///< "ggml-org/gpt-oss-20b-GGUF", a GGUF file; "" = not named
  std::string quantization;  ///< a label in the heading: "# Q4_0 7.925 GiB"; "" = none

  bool operator==(const Section&) const = default;
};

struct MeasuredRecord {
  Json fields;  ///< with the names of the JSONL
  Section section;
};

struct Input {
  std::vector<MeasuredRecord> records;
  llama_bench::DeviceLog devices;
  MessageLog messages;
  bool partial = false;
};

bool is_record(const Json& record) {
  return record.contains("pp") && record.contains("tg") && record.contains("n_kv") && record.contains("speed_pp") &&
         record.contains("speed_tg");
}

std::vector<std::string> table_columns(std::string_view line) {
  const auto cells = llama_bench::table_cells(line);
  const auto has = [&cells](std::string_view name) { return std::ranges::find(cells, name) != cells.end(); };
  return has("PP") && has("TG") && has("S_PP t/s") && has(kSpeedColumn) ? cells : std::vector<std::string>{};
}

/// "llama_batched_bench: n_kv_max = 2048, n_batch = 512, ...": the settings of the table below.
Json settings_of_line(std::string_view line) {
  Json settings = Json::object();
  for (const std::string& part : split(line.substr(line.find(": ") + 2), ',')) {
    const std::size_t equals = part.find('=');
    if (equals == std::string::npos) continue;
    const std::string name(trim(part.substr(0, equals)));
    settings[name] = llama_bench::typed_value(name, trim(part.substr(equals + 1)));
  }
  return settings;
}

/// "OWNER/NAME" and nothing else. A NAME of a model has a hyphen and a digit: "CPU/GPU" and "PP512/TG128" are none.
bool is_repository(std::string_view text) {
  const std::vector<std::string> parts = split(text, '/');
  return parts.size() == 2 && !parts.front().empty() && text.find(' ') == std::string_view::npos &&
         parts.back().find('-') != std::string::npos && parts.back().find_first_of("0123456789") != std::string::npos;
}

Section section_of(std::string heading) {
  Section section;
  if (is_repository(heading) || to_lower(heading).ends_with(".gguf")) section.model = heading;
  for (const std::string& word : split(heading, ' ')) {
    const NormalisedName label = normalise_quantization(word);
    const bool names_bits = word.find_first_of("0123456789") != std::string::npos;
    if (section.quantization.empty() && label.known && names_bits) section.quantization = label.name;
  }
  section.heading = std::move(heading);
  return section;
}

/// "Model: https://huggingface.co/OWNER/NAME" and what llama.cpp says when it loads a file.
std::optional<std::string> model_of_line(std::string_view line) {
  constexpr std::string_view kModel = "Model: ";
  if (line.starts_with(kModel)) return std::string(trim(line.substr(kModel.size())));
  return loaded_model_path(line);
}

void read_console(TextStream& stream, Input& input) {
  LineReader lines(stream);
  Json settings = Json::object();
  Section section;
  std::vector<std::string> columns;
  while (const auto line = lines.next()) {
    if (std::string heading = heading_of(line->text); !heading.empty()) {
      section = section_of(std::move(heading));
      columns.clear();
      continue;
    }
    if (auto model = model_of_line(line->text)) section.model = std::move(*model);
    if (line->text.find(": n_kv_max = ") != std::string::npos) {
      settings = settings_of_line(line->text);
      continue;
    }
    if (auto found = table_columns(line->text); !found.empty()) {
      columns = std::move(found);
      continue;
    }
    if (llama_bench::TableShape::of_header(line->text)) columns.clear();  // another tool's table
    const auto cells = llama_bench::table_cells(line->text);
    const bool is_row = !columns.empty() && line->text.starts_with('|') && !line->text.starts_with("|-");
    if (!is_row) {
      input.devices.add(line->text);
    } else if (cells.size() != columns.size() || !parse_double(cells.front())) {
      input.partial = true;
      input.messages.warn("line " + std::to_string(line->number), "left out: a row that is cut off or broken");
    } else {
      Json record = settings;
      for (std::size_t i = 0; i < cells.size(); ++i) {
        for (const auto& [title, name] : kBatchedColumns) {
          if (columns[i] == title) record[name] = llama_bench::typed_value(name, cells[i]);
        }
      }
      input.records.push_back({std::move(record), section});
    }
  }
}

void read_jsonl(TextStream& stream, Input& input) {
  const JsonDocuments documents = read_json_documents(stream, input.messages);
  input.partial = documents.partial;
  for (const std::string& line : split(documents.outside, '\n')) input.devices.add(line);
  std::set<std::string> seen;
  for (const JsonDocument& document : documents.documents) {
    const std::string place = "line " + std::to_string(document.line);
    if (!is_record(document.value)) {
      input.messages.warn(place, "left out: an object that is no record of llama-batched-bench");
    } else if (seen.insert(document.text).second) {
      input.records.push_back({document.value, {}});
    } else {
      input.messages.note(place, "left out: identical to a record before");
    }
  }
}

/// llama-sweep-bench measures one sequence: its records have no `pl`.
bool is_sweep(const Json& record) {
  return !record.contains("pl");
}

/// "pp128 tg128 b8", "pp512 tg128 n_kv1024": never a bare pp128, which is llama-bench's test of one sequence.
std::string case_of(const Json& record) {
  const auto number = [&record](const char* name) { return std::to_string(integer_field(record, name).value_or(0)); };
  const std::string text = "pp" + number("pp") + " tg" + number("tg");
  return text + (is_sweep(record) ? " n_kv" + number("n_kv") : " b" + number("pl"));
}

std::vector<Metric> metrics_of(const Json& record) {
  static constexpr std::array<std::array<const char*, 3>, 3> kSpeeds{
      {{"speed_pp", "S_PP", "t_pp"}, {"speed_tg", "S_TG", "t_tg"}, {"speed", "S", "t"}}};
  Json common = Json::object();
  for (const char* name : {"pp", "tg", "pl", "n_kv"}) {
    if (const auto number = integer_field(record, name)) common[name] = *number;
  }
  std::vector<Metric> metrics;
  for (const auto& [field, title, time] : kSpeeds) {
    const auto speed = number_field(record, field);
    if (!speed || *speed <= 0) continue;  // nothing generated: 0, or divided by 0
    Json context = common;
    if (const auto seconds = number_field(record, time)) context["seconds"] = *seconds;
    add_metric(metrics, (std::string(title) + " " + case_of(record)).c_str(), speed, "tok/s", std::move(context));
  }
  return metrics;
}

Json settings_of(const Json& record) {
  Json settings = Json::object();
  for (const char* name : kBatchedSettings) {
    if (record.contains(name)) settings[name] = record[name];
  }
  return settings;
}

void add_devices(llama_bench::DeviceLog& log, HardwareConfig& hardware) {
  const llama_bench::LoggedDevices devices = log.take();
  if (devices.names.empty()) return;
  const std::set<std::string> kinds(devices.names.begin(), devices.names.end());
  hardware.gpu_model = kinds.size() == 1 ? devices.names.front() : join(devices.names, ", ");
  hardware.gpu_count = static_cast<int>(devices.names.size());
}

ToolRun tool_run_of(const MeasuredRecord& measured) {
  const Json& record = measured.fields;
  ToolRun run;
  run.served_name = measured.section.model;
  run.identity_name = "";  // earlier releases did not look above the table
  run.quantization = measured.section.quantization;
  run.tool = is_sweep(record) ? "llama-sweep-bench" : "llama-batched-bench";
  run.document = "output of " + run.tool;
  run.backend = is_sweep(record) ? "ik_llama.cpp" : "llama.cpp";
  run.settings = settings_of(record);
  run.identity = run.settings;
  const auto sequences = integer_field(record, "pl").value_or(1);
  run.identity["pl"] = sequences;
  run.load = sequences > 1 ? Load::concurrent : Load::single;
  run.concurrent_requests = static_cast<int>(sequences);
  run.concurrency_source = "stated";
  if (const auto context = integer_field(record, "n_kv_max"); context && *context > 0) {
    run.max_context_length = static_cast<int>(*context);
  }
  return run;
}

struct BatchedRun {
  ToolRun run;
  Section section;
  std::set<std::string> cases;
};

/// One run for each section and combination of settings and sequences at once; a case it already has begins another.
std::vector<BatchedRun> runs_of(const std::vector<MeasuredRecord>& records) {
  std::vector<BatchedRun> runs;
  for (const MeasuredRecord& record : records) {
    std::vector<Metric> metrics = metrics_of(record.fields);
    if (metrics.empty()) continue;
    ToolRun run = tool_run_of(record);
    std::size_t at = runs.size();
    while (at > 0 && (runs[at - 1].run.identity != run.identity || runs[at - 1].section != record.section)) --at;
    const std::string name = case_of(record.fields);
    if (at == 0 || runs[at - 1].cases.contains(name)) {
      runs.push_back({std::move(run), record.section, {}});
      at = runs.size();
    }
    runs[at - 1].cases.insert(name);
    std::ranges::move(metrics, std::back_inserter(runs[at - 1].run.metrics));
  }
  return runs;
}

void refuse_one_name_for_several(const std::vector<BatchedRun>& runs, const ReadOptions& options) {
  std::vector<std::string> names;
  for (const BatchedRun& run : runs) {
    const std::string& label = run.section.quantization;
    const std::string model = run.section.model.empty() && !label.empty() ? "model" : run.section.model;
    names.push_back(label.empty() || model.ends_with(".gguf") ? model : model + ":" + label);
  }
  refuse_several_models(names, options);
}

/// The user is told, and the identity stays what it was when sections were not read.
void say_what_the_section_named(const Section& section, const ReadOptions& options, ExperimentRun& run,
                                MessageLog& messages) {
  std::vector<std::string> named;
  if (!section.model.empty() && !options.model_name) named.push_back(run.model_name);
  if (!options.quantization && (!section.model.empty() || !section.quantization.empty())) {
    named.push_back(run.quantization);
  }
  if (!named.empty()) messages.note("", "named above the table: " + join(named, " "));
  run.provenance["source_names"]["quantization"] = run.quantization;
}

class BatchedBench final : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "batched-bench"; }
  [[nodiscard]] std::string_view description() const override {
    return "results of llama-batched-bench or llama-sweep-bench";
  }
  [[nodiscard]] std::string_view example() const override {
    return "llama-batched-bench -m MODEL.gguf -npp 128 -ntg 128 -npl 1,8 --output-format jsonl";
  }
  [[nodiscard]] std::string_view files() const override {
    return "What --output-format jsonl writes, or the table on the console; say the model with -m and -q when neither "
           "heading nor log names it.";
  }

  [[nodiscard]] int detect(std::string_view head) const override {
    if (is_jsonl(head)) return 100;
    if (!contains(head, kSpeedColumn)) return 0;
    for (const std::string& line : split(head, '\n')) {
      if (!table_columns(line).empty()) return 90;
    }
    return 0;
  }

  [[nodiscard]] ReadResult read(TextStream& stream, const ReadOptions& options) const override {
    Input input;
    const bool is_console = !is_jsonl(stream.head());
    if (is_console) {
      read_console(stream, input);
    } else {
      read_jsonl(stream, input);
    }
    std::vector<BatchedRun> runs = runs_of(input.records);
    if (runs.empty()) {
      throw Error{ErrorCode::invalid_input, stream.name() +
                                                " holds no record with a speed: the tool stopped before its "
                                                "first test ended, and standard error says why"};
    }
    HardwareConfig hardware;
    add_devices(input.devices, hardware);
    ReadResult result;
    refuse_one_name_for_several(runs, options);
    for (BatchedRun& found : runs) {
      found.run.hardware = hardware;
      found.run.partial = input.partial;
      result.runs.push_back(make_tool_run(std::move(found.run), options, input.messages));
      say_what_the_section_named(found.section, options, result.runs.back(), input.messages);
      result.runs.back().notes = notes_with({found.section.heading}, options);
      if (is_console) result.runs.back().provenance["values_rounded"] = true;
    }
    result.partial = input.partial;
    result.records_read = input.records.size();
    result.messages = input.messages.take();
    return result;
  }

 private:
  static bool is_jsonl(std::string_view head) {
    const auto has = [head](std::string_view key) { return contains(head, key); };
    return has("\"speed_pp\"") && has("\"speed_tg\"") && has("\"n_kv\"");
  }
};

}  // namespace

std::unique_ptr<Format> make_batched_bench();
std::unique_ptr<Format> make_batched_bench() {
  return std::make_unique<BatchedBench>();
}

}  // namespace llmbench::parsers
