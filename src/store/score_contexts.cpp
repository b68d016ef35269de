// Reading what score_parts holds: list_score_contexts and for_each_score_context of score_store.hpp.

#include "llmbench/store/score_store.hpp"

#include <algorithm>
#include <utility>

namespace llmbench::store {
namespace {

constexpr db::Statement kListContexts{"list_score_contexts", R"sql(
SELECT part.model_variant_id, part.benchmark, part.context_key, part.category, part.score, part.unit,
       part.higher_is_better, part.stderr, part.total_questions, part.correct_answers, part.upload_id,
       upload.context::text AS context, upload.tags, upload.measured_at, upload.received_at
FROM score_parts part JOIN score_uploads upload ON upload.id = part.upload_id
WHERE part.model_variant_id = ANY ($1::uuid[])
ORDER BY part.model_variant_id, part.benchmark COLLATE "C", part.context_key COLLATE "C", part.category COLLATE "C"
)sql"};

constexpr db::Statement kAllContexts{"all_score_contexts", R"sql(
SELECT part.model_variant_id, part.benchmark, part.context_key, part.category, part.score, part.unit,
       part.higher_is_better, part.stderr, part.total_questions, part.correct_answers, part.upload_id,
       upload.context::text AS context, upload.tags, upload.measured_at, upload.received_at
FROM score_parts part JOIN score_uploads upload ON upload.id = part.upload_id
ORDER BY part.model_variant_id, part.benchmark COLLATE "C", part.context_key COLLATE "C", part.category COLLATE "C"
)sql"};

constexpr std::size_t kCursorRows = 20000;

/// Reads joined rows in the order of kListContexts into contexts; `finish` hands out the last one.
class ContextReader {
 public:
  explicit ContextReader(const std::function<void(VariantScoreContext&&)>& on_context) : on_context_(on_context) {}

  void add(const db::Row& row) {
    const Uuid variant_id = row.get<Uuid>("model_variant_id");
    const auto benchmark = row.get<std::string_view>("benchmark");
    const auto context_key = row.get<std::string_view>("context_key");
    if (!current_ || current_->variant_id != variant_id || current_->scores.benchmark != benchmark ||
        current_->scores.context_key != context_key) {
      begin(variant_id, std::string(benchmark), std::string(context_key));
    }
    ScoreContext& scores = current_->scores;
    scores.parts.push_back(part_of(row));
    add_upload(row);
  }

  void finish() {
    if (current_) on_context_(std::move(*current_));
    current_.reset();
  }

 private:
  void begin(const Uuid& variant_id, std::string benchmark, std::string context_key) {
    finish();
    current_.emplace();
    current_->variant_id = variant_id;
    current_->scores.benchmark = std::move(benchmark);
    current_->scores.context_key = std::move(context_key);
    current_->scores.sample = true;
    newest_ = TimePoint::min();
  }

  void add_upload(const db::Row& row) {
    const Uuid id = row.get<Uuid>("upload_id");
    if (std::find(current_->upload_ids.begin(), current_->upload_ids.end(), id) != current_->upload_ids.end()) return;
    current_->upload_ids.push_back(id);
    ScoreContext& scores = current_->scores;
    const auto measured_at = row.find<TimePoint>("measured_at");
    const auto received_at = row.get<TimePoint>("received_at");
    if (measured_at && (!scores.measured_at || *scores.measured_at < *measured_at)) scores.measured_at = measured_at;
    scores.received_at = std::max(scores.received_at, received_at);
    if (const TimePoint time = measured_at.value_or(received_at); time > newest_) {
      newest_ = time;
      scores.context = parse_json(row.get<std::string>("context"));
    }
    bool sample = false;
    for (auto& tag : row.get<std::vector<std::string>>("tags")) {
      sample = sample || tag == "sample";
      if (std::find(scores.tags.begin(), scores.tags.end(), tag) == scores.tags.end()) {
        scores.tags.push_back(std::move(tag));
      }
    }
    scores.sample = scores.sample && sample;
  }

  static ScorePart part_of(const db::Row& row) {
    ScorePart part;
    part.category = row.get<std::string>("category");
    part.score = row.get<double>("score");
    part.unit = row.get<std::string>("unit");
    part.higher_is_better = row.get<bool>("higher_is_better");
    part.standard_error = row.find<double>("stderr");
    part.total_questions = row.find<std::int64_t>("total_questions");
    part.correct_answers = row.find<std::int64_t>("correct_answers");
    return part;
  }

  const std::function<void(VariantScoreContext&&)>& on_context_;
  std::optional<VariantScoreContext> current_;
  TimePoint newest_{};
};

}  // namespace

std::vector<VariantScoreContext> list_score_contexts(db::Transaction& tx, const std::vector<Uuid>& variant_ids) {
  std::vector<VariantScoreContext> contexts;
  const std::function<void(VariantScoreContext &&)> collect = [&](VariantScoreContext&& context) {
    contexts.push_back(std::move(context));
  };
  ContextReader reader{collect};
  for (const auto row : tx.run(kListContexts, db::Params{}.add(variant_ids))) reader.add(row);
  reader.finish();
  return contexts;
}

void for_each_score_context(db::Transaction& tx, const std::function<void(VariantScoreContext&&)>& on_context) {
  ContextReader reader{on_context};
  tx.run_cursor(kAllContexts, {}, kCursorRows, [&](const db::Result& rows) {
    for (const auto row : rows) reader.add(row);
  });
  reader.finish();
}

}  // namespace llmbench::store
