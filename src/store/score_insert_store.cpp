#include "llmbench/store/score_insert_store.hpp"

#include "store/score_rows.hpp"

#include "llmbench/db/columns.hpp"

namespace llmbench::store {
namespace {

// Arrays inside unnest travel as texts and are cast here.
constexpr db::Statement kInsertUploads{"insert_score_uploads", R"sql(
INSERT INTO score_uploads (id, model_variant_id, benchmark, context_key, context, payload, parts, tags, measured_at,
                           received_at)
SELECT id, model_variant_id, benchmark, context_key, context, payload, parts, tags::text[], measured_at,
       received_at
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::jsonb[], $6::jsonb[], $7::jsonb[], $8::text[],
            $9::timestamptz[], $10::timestamptz[])
  AS u (id, model_variant_id, benchmark, context_key, context, payload, parts, tags, measured_at, received_at)
ORDER BY id
)sql"};

constexpr db::Statement kInsertParts{"insert_score_parts", R"sql(
INSERT INTO score_parts (model_variant_id, benchmark, context_key, category, score, unit, higher_is_better, stderr,
                         total_questions, correct_answers, measured_at, upload_id)
SELECT model_variant_id, benchmark, context_key, category, score, unit, higher_is_better, stderr, total_questions,
       correct_answers, measured_at, upload_id
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::double precision[], $6::text[], $7::boolean[],
            $8::double precision[], $9::bigint[], $10::bigint[], $11::timestamptz[], $12::uuid[])
  AS p (model_variant_id, benchmark, context_key, category, score, unit, higher_is_better, stderr, total_questions,
        correct_answers, measured_at, upload_id)
ORDER BY model_variant_id, benchmark, context_key, category
)sql"};

}  // namespace

void insert_score_uploads(db::Transaction& tx, const std::vector<NewScoreUpload>& uploads) {
  if (uploads.empty()) return;
  std::vector<db::Params> rows;
  for (const NewScoreUpload& upload : uploads) {
    const ScoreSet& set = upload.set;
    db::Params params;
    params.add(upload.id).add(upload.variant_id).add(set.benchmark).add(set.context_key).add(dump_json(set.context));
    params.add(dump_json(set.payload)).add(dump_json(encode_parts(set.parts))).add(upload.tags).add(set.measured_at);
    params.add(upload.received_at);
    rows.push_back(std::move(params));
  }
  tx.run(kInsertUploads, db::columns_of(rows));
}

void insert_score_parts(db::Transaction& tx, const std::vector<NewScoreParts>& places) {
  std::vector<db::Params> rows;
  for (const NewScoreParts& place : places) {
    for (const auto& [part, upload_id, measured_at] : place.parts) {
      db::Params params;
      params.add(place.variant_id).add(place.benchmark).add(place.context_key).add(part.category).add(part.score);
      params.add(part.unit).add(part.higher_is_better).add(part.standard_error).add(part.total_questions);
      params.add(part.correct_answers).add(measured_at).add(upload_id);
      rows.push_back(std::move(params));
    }
  }
  if (!rows.empty()) tx.run(kInsertParts, db::columns_of(rows));
}

}  // namespace llmbench::store
