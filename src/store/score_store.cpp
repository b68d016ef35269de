#include "llmbench/store/score_store.hpp"

#include "store/score_rows.hpp"

#include "llmbench/domain/score_merge.hpp"
#include "llmbench/util/error.hpp"

#include <algorithm>
#include <set>

namespace llmbench::store {
namespace {

// NO KEY UPDATE: runs of the variant may be inserted meanwhile (their foreign key takes KEY SHARE).
constexpr db::Statement kLockVariant{"lock_variant_for_scores", R"sql(
SELECT id FROM model_variants WHERE id = $1 FOR NO KEY UPDATE
)sql"};

constexpr db::Statement kInsertUpload{"insert_score_upload", R"sql(
INSERT INTO score_uploads (id, model_variant_id, benchmark, context_key, context, payload, parts, tags, measured_at,
                           received_at, uploaded_by)
VALUES ($1, $2, $3, $4, $5::jsonb, $6::jsonb, $7::jsonb, $8::text[], $9, $10, $11)
ON CONFLICT (id) DO UPDATE
SET deleted_at = NULL, received_at = EXCLUDED.received_at, context = EXCLUDED.context, payload = EXCLUDED.payload,
    tags = EXCLUDED.tags, uploaded_by = EXCLUDED.uploaded_by
WHERE score_uploads.deleted_at IS NOT NULL
)sql"};

// A set is a sample only while everybody who sent it said so.
constexpr db::Statement kEndSampleOfUpload{"end_sample_of_score_upload", R"sql(
UPDATE score_uploads SET tags = array_remove(tags, 'sample')
WHERE id = $1 AND 'sample' = ANY (tags) AND 'sample' <> ALL ($2::text[])
)sql"};

// Of sets with the same categories and counts only the earliest and the newest decide anything (the first may keep
// others out, the last is what is shown), so a score that is measured every night does not make uploads slower.
constexpr db::Statement kListPlace{"list_score_uploads_of_context", R"sql(
SELECT id, parts::text AS parts, measured_at, received_at, sample
FROM (
  SELECT id, parts, measured_at, received_at, sample,
         row_number() OVER (PARTITION BY sample, shape ORDER BY time, id) AS from_first,
         row_number() OVER (PARTITION BY sample, shape ORDER BY time DESC, id DESC) AS from_last
  FROM (
    SELECT id, parts, measured_at, received_at, coalesce(measured_at, received_at) AS time,
           'sample' = ANY (tags) AS sample,
           md5(jsonb_path_query_array(parts, '$[*].category')::text
               || jsonb_path_query_array(parts, '$[*].total_questions')::text) AS shape
    FROM score_uploads
    WHERE model_variant_id = $1 AND benchmark = $2 AND md5(context_key) = md5($3) AND context_key = $3
      AND deleted_at IS NULL
  ) AS uploads
) AS ordered
WHERE from_first = 1 OR from_last = 1
ORDER BY coalesce(measured_at, received_at), id
)sql"};

constexpr db::Statement kDeleteParts{"delete_score_parts", R"sql(
DELETE FROM score_parts
WHERE model_variant_id = $1 AND benchmark = $2 AND context_key = $3 AND category <> ALL ($4::text[])
)sql"};

// A part is decided by its upload and category: the same upload means the same figures.
constexpr db::Statement kUpsertParts{"upsert_score_parts", R"sql(
INSERT INTO score_parts (model_variant_id, benchmark, context_key, category, score, unit, higher_is_better, stderr,
                         total_questions, correct_answers, measured_at, upload_id)
SELECT $1, $2, $3, part.category, part.score, part.unit, part.higher_is_better, part.stderr, part.total_questions,
       part.correct_answers, part.measured_at, part.upload_id
FROM unnest($4::text[], $5::double precision[], $6::text[], $7::boolean[], $8::double precision[], $9::bigint[],
            $10::bigint[], $11::timestamptz[], $12::uuid[])
  AS part (category, score, unit, higher_is_better, stderr, total_questions, correct_answers, measured_at, upload_id)
ORDER BY part.category
ON CONFLICT (model_variant_id, benchmark, context_key, category) DO UPDATE
SET score = EXCLUDED.score, unit = EXCLUDED.unit, higher_is_better = EXCLUDED.higher_is_better,
    stderr = EXCLUDED.stderr, total_questions = EXCLUDED.total_questions,
    correct_answers = EXCLUDED.correct_answers, measured_at = EXCLUDED.measured_at, upload_id = EXCLUDED.upload_id
WHERE score_parts.upload_id <> EXCLUDED.upload_id
)sql"};

constexpr db::Statement kTouchVariant{"touch_variant_scores", R"sql(
UPDATE model_variants SET updated_at = $2 WHERE id = $1
)sql"};

constexpr db::Statement kMarkDeleted{"mark_score_uploads_deleted", R"sql(
UPDATE score_uploads SET deleted_at = $3
WHERE model_variant_id = $1 AND id = ANY ($2::uuid[]) AND deleted_at IS NULL
RETURNING benchmark, context_key
)sql"};

constexpr db::Statement kMarkRestored{"mark_score_uploads_restored", R"sql(
UPDATE score_uploads SET deleted_at = NULL
WHERE model_variant_id = $1 AND id = ANY ($2::uuid[]) AND deleted_at IS NOT NULL
RETURNING benchmark, context_key
)sql"};

constexpr db::Statement kListPlaces{"list_places_of_score_uploads", R"sql(
SELECT DISTINCT benchmark, context_key FROM score_uploads WHERE model_variant_id = $1 AND id = ANY ($2::uuid[])
)sql"};

constexpr db::Statement kListUploads{"list_score_uploads", R"sql(
SELECT id, benchmark, context_key, context::text AS context, payload::text AS payload, tags, measured_at, received_at
FROM score_uploads
WHERE model_variant_id = $1 AND ($2::text IS NULL OR benchmark = $2) AND deleted_at IS NULL
ORDER BY coalesce(measured_at, received_at) DESC, id DESC
)sql"};

constexpr db::Statement kListSets{"list_score_sets", R"sql(
SELECT id, benchmark, context_key, payload::text AS payload, parts::text AS parts, measured_at,
       deleted_at IS NOT NULL AS deleted
FROM score_uploads
WHERE model_variant_id = $1
ORDER BY id
)sql"};

constexpr db::Statement kHasRealRuns{"has_real_runs", R"sql(
SELECT EXISTS (
  SELECT 1 FROM test_runs
  WHERE model_variant_id = $1 AND status = 'completed' AND voided_at IS NULL AND 'sample' <> ALL (tags)
) AS has_real_runs
)sql"};

/// What score_parts holds together.
struct Place {
  Uuid variant_id;
  std::string benchmark;
  std::string context_key;

  auto operator<=>(const Place&) const = default;
};

std::vector<UploadedParts> list_uploads_of(db::Transaction& tx, const Place& place) {
  std::vector<UploadedParts> uploads;
  const auto rows = tx.run(kListPlace, db::Params{}.add(place.variant_id).add(place.benchmark).add(place.context_key));
  for (const auto row : rows) {
    UploadedParts upload;
    upload.upload_id = row.get<Uuid>("id");
    upload.parts = decode_parts(row.get<std::string>("parts"));
    upload.measured_at = row.find<TimePoint>("measured_at");
    upload.received_at = row.get<TimePoint>("received_at");
    upload.sample = row.get<bool>("sample");
    uploads.push_back(std::move(upload));
  }
  return uploads;
}

/// Writes the parts that differ; true when any did.
bool write_parts(db::Transaction& tx, const Place& place, const std::vector<CurrentPart>& parts) {
  std::vector<std::string> categories;
  std::vector<double> scores;
  std::vector<std::string> units;
  std::vector<bool> directions;
  std::vector<std::optional<double>> standard_errors;
  std::vector<std::optional<std::int64_t>> totals;
  std::vector<std::optional<std::int64_t>> corrects;
  std::vector<std::optional<TimePoint>> times;
  std::vector<Uuid> uploads;
  for (const auto& [part, upload_id, measured_at] : parts) {
    categories.push_back(part.category);
    scores.push_back(part.score);
    units.push_back(part.unit);
    directions.push_back(part.higher_is_better);
    standard_errors.push_back(part.standard_error);
    totals.push_back(part.total_questions);
    corrects.push_back(part.correct_answers);
    times.push_back(measured_at);
    uploads.push_back(upload_id);
  }
  const auto deleted = tx.run(
      kDeleteParts, db::Params{}.add(place.variant_id).add(place.benchmark).add(place.context_key).add(categories));
  db::Params params;
  params.add(place.variant_id).add(place.benchmark).add(place.context_key).add(categories).add(scores).add(units);
  params.add(directions).add(standard_errors).add(totals).add(corrects).add(times).add(uploads);
  return tx.run(kUpsertParts, params).affected_rows() + deleted.affected_rows() > 0;
}

/// Makes the parts of these places (rows with benchmark and context_key) again; the variant must be locked.
void rebuild_parts(db::Transaction& tx, const Uuid& variant_id, const db::Result& rows, TimePoint changed_at) {
  std::set<Place> places;
  for (const auto row : rows) {
    places.insert({variant_id, row.get<std::string>("benchmark"), row.get<std::string>("context_key")});
  }
  bool changed = false;
  for (const auto& place : places) {
    const bool one_evaluation = !place.context_key.empty();
    if (write_parts(tx, place, current_parts(list_uploads_of(tx, place), one_evaluation, place.benchmark)))
      changed = true;
  }
  if (changed) tx.run(kTouchVariant, db::Params{}.add(variant_id).add(changed_at));
}

}  // namespace

void lock_variant(db::Transaction& tx, const Uuid& variant_id) {
  if (tx.run(kLockVariant, db::Params{}.add(variant_id)).empty()) {
    throw Error{ErrorCode::not_found, "There is no model variant " + to_string(variant_id) + "."};
  }
}

StoredScore insert_score_set(db::Transaction& tx, const Uuid& variant_id, const ScoreSet& set,
                             const std::vector<std::string>& tags, TimePoint received_at,
                             const std::optional<std::string>& uploaded_by) {
  const Place place{variant_id, set.benchmark, set.context_key};
  const Uuid id = score_upload_id(variant_id, set);
  lock_variant(tx, variant_id);
  db::Params params;
  params.add(id).add(variant_id).add(set.benchmark).add(set.context_key).add(dump_json(set.context));
  params.add(dump_json(set.payload)).add(dump_json(encode_parts(set.parts))).add(tags).add(set.measured_at);
  params.add(received_at).add(uploaded_by);
  if (tx.run(kInsertUpload, params).affected_rows() == 0 &&
      tx.run(kEndSampleOfUpload, db::Params{}.add(id).add(tags)).affected_rows() == 0) {
    return {StoredScore::Status::unchanged, id};
  }

  const auto uploads = list_uploads_of(tx, place);
  const auto current = current_parts(uploads, set.has_context(), set.benchmark);
  if (write_parts(tx, place, current)) tx.run(kTouchVariant, db::Params{}.add(variant_id).add(received_at));

  const auto is_current = [&](const Uuid& upload_id) {
    return std::any_of(current.begin(), current.end(),
                       [&](const CurrentPart& part) { return part.upload_id == upload_id; });
  };
  UploadedParts own;
  own.upload_id = id;
  own.measured_at = set.measured_at;
  own.received_at = received_at;
  const bool is_older_than_shown = std::any_of(uploads.begin(), uploads.end(), [&](const UploadedParts& upload) {
    return is_current(upload.upload_id) && is_older(own, upload);
  });
  const bool is_late = !is_current(id) && is_older_than_shown;
  return {is_late ? StoredScore::Status::older_than_stored : StoredScore::Status::stored, id};
}

bool has_real_runs(db::Transaction& tx, const Uuid& variant_id) {
  return tx.run(kHasRealRuns, db::Params{}.add(variant_id))[0].get<bool>("has_real_runs");
}

std::vector<ScoreUploadRow> list_score_uploads(db::Transaction& tx, const Uuid& variant_id,
                                               const std::optional<std::string>& benchmark) {
  std::vector<ScoreUploadRow> uploads;
  for (const auto row : tx.run(kListUploads, db::Params{}.add(variant_id).add(benchmark))) {
    ScoreUploadRow upload;
    upload.id = row.get<Uuid>("id");
    upload.benchmark = row.get<std::string>("benchmark");
    upload.context_key = row.get<std::string>("context_key");
    upload.context = parse_json(row.get<std::string>("context"));
    upload.payload = parse_json(row.get<std::string>("payload"));
    upload.tags = row.get<std::vector<std::string>>("tags");
    upload.measured_at = row.find<TimePoint>("measured_at");
    upload.received_at = row.get<TimePoint>("received_at");
    uploads.push_back(std::move(upload));
  }
  return uploads;
}

std::vector<StoredScoreSet> list_score_sets(db::Transaction& tx, const Uuid& variant_id) {
  std::vector<StoredScoreSet> sets;
  for (const auto row : tx.run(kListSets, db::Params{}.add(variant_id))) {
    StoredScoreSet stored{row.get<Uuid>("id"), {}, row.get<bool>("deleted")};
    stored.set.benchmark = row.get<std::string>("benchmark");
    stored.set.context_key = row.get<std::string>("context_key");
    stored.set.payload = parse_json(row.get<std::string>("payload"));
    stored.set.parts = decode_parts(row.get<std::string>("parts"));
    stored.set.measured_at = row.find<TimePoint>("measured_at");
    sets.push_back(std::move(stored));
  }
  return sets;
}

int delete_score_uploads(db::Transaction& tx, const Uuid& variant_id, const std::vector<Uuid>& upload_ids,
                         TimePoint deleted_at) {
  lock_variant(tx, variant_id);
  const auto deleted = tx.run(kMarkDeleted, db::Params{}.add(variant_id).add(upload_ids).add(deleted_at));
  rebuild_parts(tx, variant_id, deleted, deleted_at);
  return static_cast<int>(deleted.size());
}

int restore_score_uploads(db::Transaction& tx, const Uuid& variant_id, const std::vector<Uuid>& upload_ids,
                          TimePoint restored_at) {
  lock_variant(tx, variant_id);
  const auto restored = tx.run(kMarkRestored, db::Params{}.add(variant_id).add(upload_ids));
  rebuild_parts(tx, variant_id, tx.run(kListPlaces, db::Params{}.add(variant_id).add(upload_ids)), restored_at);
  return static_cast<int>(restored.size());
}

}  // namespace llmbench::store
