#pragma once
// Random questions to the grid, each as query parameters and as plain SQL over the documented views.

#include "support/grid_generator.hpp"

#include "llmbench/service/grid_query.hpp"
#include "llmbench/util/text.hpp"

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::testing {

struct GridQuestion {
  service::GridParameters parameters;
  bool single_runs = false;
  std::vector<std::string> conditions;  ///< of the WHERE clause
  std::string sort;
  bool descending = false;
  std::string key;      ///< SQL of the sort key
  std::string ranking;  ///< "speed", "prompt" or "" = not ranked by class
  bool samples_last = false;

  [[nodiscard]] std::string text() const {
    std::string text = "sort=" + sort + (descending ? " desc" : " asc") + (single_runs ? " runs" : "");
    for (const auto& [name, value] : parameters.values) text += " " + name + "=" + value;
    for (const auto& [name, values] : parameters.lists) text += " " + name + "=" + join(values, ",");
    return text;
  }
};

class GridQuestioner {
 public:
  GridQuestioner(GridGenerator& generator, std::uint64_t seed) : generator_(generator), random_(seed) {}

  GridQuestion ask() {
    GridQuestion question;
    question.single_runs = one_in(4);
    add_builds(question);
    add_names(question);
    add_numbers(question);
    add_flags(question);
    add_order(question);
    return question;
  }

 private:
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  bool one_in(std::uint64_t count) { return below(count) == 0; }
  static std::string quoted(const std::string& text) { return "'" + replace_all(text, "'", "''") + "'"; }

  void value(GridQuestion& question, const char* name, const std::string& text, const std::string& condition) {
    question.parameters.values[name] = text;
    question.conditions.push_back(condition);
  }
  void names(GridQuestion& question, const char* name, const std::vector<std::string>& chosen, const char* column) {
    question.parameters.lists[name] = chosen;
    std::vector<std::string> literals;
    for (const auto& text : chosen) literals.push_back(quoted(text));
    question.conditions.push_back(std::string{column} + " IN (" + join(literals, ", ") + ")");
  }

  void add_builds(GridQuestion& question) {
    const std::string newest =
        question.single_runs
            ? "(configuration_id, sample) IN (SELECT configuration_id, sample FROM grid_rows WHERE newest_build)"
            : "newest_build";
    if (one_in(2)) {
      question.parameters.values["latest_builds"] = "false";
    } else {
      question.conditions.push_back(newest);
    }
    if (question.single_runs) question.parameters.values["rows"] = "runs";
  }

  void add_names(GridQuestion& question) {
    const auto& variants = generator_.variants();
    const auto& one = variants[below(variants.size())].variant;
    const auto& other = variants[below(variants.size() / 4)].variant;
    if (one_in(6)) names(question, "models", {one.model_name, other.model_name}, "model_name");
    if (one_in(6)) names(question, "quantizations", {"Q4_K_M", "Q8_0", "FP16"}, "quantization");
    if (one_in(8)) names(question, "backends", {"vllm"}, "backend");
    if (one_in(8)) names(question, "platforms", {"RTX 4090", "4x H100", "EPYC 9654"}, "platform");
    if (one_in(8)) names(question, "gpu_models", {"RTX 3090", "CPU Only"}, "gpu_model");
    if (one_in(8)) names(question, "hardware_categories", {"unified", "datacenter_cpu"}, "hardware_category");
    if (one_in(10)) names(question, "kv_types", {"q8_0"}, "kv_type");
    if (one_in(10)) names(question, "flavours", {"ik_llama.cpp"}, "flavour");
    if (one_in(8)) names(question, "load", {"single", "unknown"}, "coalesce(load, 'unknown')");
    if (one_in(10)) {
      question.parameters.lists["lora"] = {};
      question.conditions.emplace_back("lora_adapter = ''");
    }
  }

  void add_numbers(GridQuestion& question) {
    const auto number = [&](const char* name, std::uint64_t limit, const std::string& before,
                            const std::string& after) {
      const std::string text = std::to_string(below(limit));
      value(question, name, text, before + text + after);
    };
    if (one_in(6)) number("min_speed", 120, "tokens_per_second >= ", "");
    if (one_in(8)) number("min_prompt_speed", 3000, "prompt_tokens_per_second >= ", "");
    if (one_in(8)) number("params_min", 10, "n_params >= 1e9 * ", "");
    if (one_in(8)) number("params_max", 40, "n_params <= 1e9 * ", "");
    if (one_in(8)) number("bits_min", 9, "bits_per_weight >= ", "");
    if (one_in(8)) number("bits_max", 9, "bits_per_weight <= ", "");
    if (one_in(6)) number("min_quality", 80, "mmlu_score >= ", "");
    if (one_in(6)) {
      const std::string text = std::to_string(4 + below(60));
      value(question, "max_memory_gb", text,
            "(memory_gb IS NULL OR memory_gb <= " + text + " OR CASE WHEN gpu_model = 'CPU Only' THEN ram_gb " +
                "ELSE gpu_memory_gb * greatest(gpu_count, 1) END <= " + text + ")");
    }
  }

  void add_flags(GridQuestion& question) {
    if (one_in(8)) value(question, "since", "2025-03-01T00:00:00Z", "timestamp >= '2025-03-01T00:00:00Z'");
    if (one_in(8)) value(question, "until", "2025-09-01T00:00:00Z", "timestamp <= '2025-09-01T00:00:00Z'");
    if (one_in(8)) value(question, "hide_partial", "true", "NOT partial");
    if (one_in(8)) value(question, "flash_attn", "true", "flash_attention");
    if (one_in(8)) value(question, "has_samples", "false", "NOT has_samples");
    if (one_in(8)) {
      const auto& runs = generator_.repeated_runs();
      const std::string id = to_string(runs[below(runs.size())].series_id);
      value(question, "series", id, "series_id = " + quoted(id));
    }
    if (one_in(6)) {
      value(question, "search", "n3",
            "(position('n3' in lower(model_name)) > 0 OR position('n3' in lower(platform)) > 0)");
    }
  }

  void add_order(GridQuestion& question) {
    struct Sort {
      const char* name;
      const char* key;
      const char* ranking;
      bool samples_last;
    };
    static constexpr std::array<Sort, 12> kSorts{{
        {"timestamp", "timestamp", "", false},
        {"model_name", "(lower(model_name) COLLATE \"C\", model_name COLLATE \"C\")", "", false},
        {"quantization", "(lower(quantization) COLLATE \"C\", quantization COLLATE \"C\")", "", false},
        {"speed", "tokens_per_second", "speed", false},
        {"prompt_speed", "prompt_tokens_per_second", "prompt", false},
        {"memory", "memory_gb", "", true},
        {"quality", "mmlu_score", "", true},
        {"efficiency", "tokens_per_kwh", "speed", false},
        {"size", "model_size_gb", "", true},
        {"platform", "(lower(platform) COLLATE \"C\", platform COLLATE \"C\")", "", false},
        {"backend", "(lower(backend) COLLATE \"C\", backend COLLATE \"C\")", "", false},
        {"runs", "runs", "", false},
    }};
    const Sort& sort = kSorts[below(kSorts.size())];
    question.sort = sort.name;
    // A single run is one run; a bare 1 would mean the first column.
    question.key = question.single_runs && question.sort == "runs" ? "1 + 0" : sort.key;
    question.ranking = sort.ranking;
    question.samples_last = sort.samples_last;
    question.descending = one_in(2);
    question.parameters.values["sort"] = sort.name;
    question.parameters.values["direction"] = question.descending ? "desc" : "asc";
  }

  GridGenerator& generator_;
  std::mt19937_64 random_;
};

/// One row of an answer, from either side.
struct AnswerRow {
  Uuid id;
  std::string model_name;
  std::string lora_adapter;
  std::optional<double> speed;
  std::optional<double> prompt_speed;
  std::optional<double> memory_gb;
  std::optional<double> quality;
  std::optional<std::string> speed_class;
  int runs = 1;
};
struct Answer {
  std::size_t total = 0;
  std::vector<AnswerRow> rows;
};

/// The class and load SQL would rank: most rows, known before unknown.
inline std::string ranked_condition(db::Transaction& tx, const GridQuestion& question, const std::string& from) {
  const std::string column = question.ranking == "speed" ? "speed_class" : "prompt_class";
  const std::string sql = "SELECT " + column + " AS class, load, count(*) AS rows " + from +
                          " AND NOT sample AND NOT partial " + "AND hardware_category <> 'multi_host' AND " + column +
                          " IS NOT NULL GROUP BY 1, 2 " + "ORDER BY " + column +
                          " = 'unspecified', load IS NULL, 3 DESC, " +
                          "array_position(ARRAY['tg','tg_short','tg_long','pp512','pp2k','pp8k+','depth'], " + column +
                          "), array_position(ARRAY['single','concurrent','offline'], load) LIMIT 1";
  const auto rows = tx.run(db::Statement{"ranked_class", sql.c_str()});
  if (rows.empty()) return "false";
  const auto load = rows[0].find<std::string>("load");
  return column + " = '" + rows[0].get<std::string>("class") + "' AND load " +
         (load ? "= '" + *load + "'" : "IS NULL") +
         " AND NOT sample AND NOT partial AND hardware_category <> 'multi_host'";
}

/// The views' rows as they are now, for many questions in one transaction.
inline void prepare_questions(db::Transaction& tx) {
  tx.run(db::Statement{"grid_rows", "CREATE TEMP TABLE grid_rows ON COMMIT DROP AS SELECT * FROM performance_grid"});
  tx.run(db::Statement{"run_rows", "CREATE TEMP TABLE run_rows ON COMMIT DROP AS SELECT * FROM run_grid"});
}

inline Answer ask_sql(db::Transaction& tx, const GridQuestion& question, std::size_t limit) {
  std::string from = std::string{"FROM "} + (question.single_runs ? "run_rows" : "grid_rows") + " WHERE true";
  for (const auto& condition : question.conditions) from += " AND " + condition;
  std::string ranked = "true";
  if (!question.ranking.empty()) ranked = ranked_condition(tx, question, from);
  if (question.samples_last) ranked = "NOT sample";
  const std::string direction = question.descending ? " DESC" : " ASC";
  const bool is_name = question.key.starts_with("(");
  const std::string is_null = is_name ? "false" : question.key + " IS NULL";
  const std::string id = question.single_runs ? "id" : "configuration_id";
  const std::string sql =
      "SELECT count(*) OVER () AS total, " + id + " AS row_id, model_name, lora_adapter, tokens_per_second, " +
      "prompt_tokens_per_second, memory_gb, mmlu_score, speed_class, " + (question.single_runs ? "1" : "runs") +
      " AS runs " + from + " ORDER BY CASE WHEN " + is_null + " THEN 2 WHEN " + ranked + " THEN 0 ELSE 1 END, " +
      question.key + direction + ", " + id + ", model_variant_id, sample LIMIT " + std::to_string(limit);
  Answer answer;
  for (const db::Row row : tx.run(db::Statement{"grid_question", sql.c_str()})) {
    answer.total = static_cast<std::size_t>(row.get<std::int64_t>("total"));
    answer.rows.push_back({row.get<Uuid>("row_id"), row.get<std::string>("model_name"),
                           row.get<std::string>("lora_adapter"), row.find<double>("tokens_per_second"),
                           row.find<double>("prompt_tokens_per_second"), row.find<double>("memory_gb"),
                           row.find<double>("mmlu_score"), row.find<std::string>("speed_class"), row.get<int>("runs")});
  }
  return answer;
}

inline Answer ask_index(const std::shared_ptr<const service::GridSnapshot>& snapshot, const GridQuestion& question,
                        std::size_t limit) {
  service::GridParameters parameters = question.parameters;
  parameters.values["limit"] = std::to_string(limit);
  const auto page = service::query_grid(snapshot, parameters);
  const auto known = [](double value) { return std::isnan(value) ? std::nullopt : std::optional(value); };
  Answer answer;
  answer.total = page.total;
  for (const auto& row : page.rows) {
    const auto speed_class = to_string(static_cast<service::SpeedClass>(row.row.speed_class));
    answer.rows.push_back({question.single_runs ? row.run_id : row.configuration_id, row.variant->variant.model_name,
                           row.variant->variant.lora_adapter, known(row.row.speed), known(row.row.prompt_speed),
                           known(row.row.memory_gb),
                           row.mmlu_pro != nullptr ? std::optional(row.mmlu_pro->summary.score) : std::nullopt,
                           speed_class.empty() ? std::nullopt : std::optional(std::string{speed_class}),
                           static_cast<int>(row.run_ids.size())});
  }
  return answer;
}

/// "" when both answers agree. Medians may differ in their last bits.
inline std::string difference(const Answer& sql, const Answer& index) {
  if (sql.rows.empty() ? index.total != 0 : sql.total != index.total) {
    return "SQL counts " + std::to_string(sql.total) + " rows, the index " + std::to_string(index.total);
  }
  if (sql.rows.size() != index.rows.size()) return "the pages differ in length";
  const auto near = [](const std::optional<double>& a, const std::optional<double>& b) {
    return a.has_value() == b.has_value() && (!a || std::abs(*a - *b) <= 1e-9 * std::abs(*a));
  };
  for (std::size_t at = 0; at < sql.rows.size(); ++at) {
    const AnswerRow& a = sql.rows[at];
    const AnswerRow& b = index.rows[at];
    const std::string where = "row " + std::to_string(at) + " (" + to_string(a.id) + "): ";
    if (a.id != b.id || a.lora_adapter != b.lora_adapter) return where + "the index has " + to_string(b.id);
    if (a.model_name != b.model_name || a.runs != b.runs || a.speed_class != b.speed_class)
      return where + "texts differ";
    if (!near(a.speed, b.speed) || !near(a.prompt_speed, b.prompt_speed)) return where + "speeds differ";
    if (!near(a.memory_gb, b.memory_gb) || !near(a.quality, b.quality)) return where + "memory or quality differ";
  }
  return "";
}

}  // namespace llmbench::testing
