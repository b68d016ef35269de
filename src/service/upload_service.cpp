#include "llmbench/service/upload_service.hpp"

#include "service/run_upload.hpp"

#include "llmbench/service/grid_index.hpp"
#include "llmbench/util/error.hpp"

#include <spdlog/spdlog.h>

#include <chrono>
#include <utility>

namespace llmbench::service {
namespace {

constexpr std::chrono::seconds kPingTimeout{1};

}  // namespace

std::string_view to_string(UploadStatus status) {
  switch (status) {
    case UploadStatus::created:
      return "created";
    case UploadStatus::duplicate:
      return "duplicate";
    case UploadStatus::extended:
      return "extended";
    case UploadStatus::replaced:
      return "replaced";
  }
  return "created";
}

std::string display_name(const ModelVariant& variant) {
  std::string name = variant.model_name + " " + variant.quantization;
  if (!variant.lora_adapter.empty()) name += " + " + variant.lora_adapter;
  return name;
}

Error invalid_upload_error(std::vector<FieldError> fields) {
  std::string message = "Validation error: ";
  if (fields.empty()) {
    message += "the upload is invalid";
  } else {
    message += (fields.front().path.empty() ? "the body" : fields.front().path) + " " + fields.front().message;
  }
  if (fields.size() > 1) message += " (and " + std::to_string(fields.size() - 1) + " more)";
  return Error{ErrorCode::invalid_input, message, std::move(fields)};
}

UploadService::UploadService(db::Pool& pool, GridIndex& index) : pool_(pool), index_(index) {}

RunUploadOutcome UploadService::upload_run(ExperimentRun run, TimePoint received_at,
                                           const std::optional<std::string>& actor) {
  RunUploadOutcome outcome;
  try {
    const ReadyRun ready = make_ready(std::move(run));
    outcome = pool_.transact([&](db::Transaction& tx) { return store_run(tx, ready, received_at, actor); });
  } catch (const Error& error) {
    counts_.add_refused_run(error);
    throw;
  }
  counts_.add_run(to_string(outcome.status));
  index_.catch_up();
  return outcome;
}

std::vector<BulkOutcome> UploadService::upload_runs(std::vector<ExperimentRun> runs, TimePoint received_at,
                                                    const std::optional<std::string>& actor) {
  std::vector<BulkOutcome> outcomes(runs.size());
  std::vector<ReadyRun> ready;
  std::vector<std::size_t> places;  // of `ready` in `runs`
  for (std::size_t at = 0; at < runs.size(); ++at) {
    try {
      ready.push_back(make_ready(std::move(runs[at])));
      places.push_back(at);
    } catch (const Error& error) {
      outcomes[at].error = error;
    }
  }
  if (!ready.empty() && !store_together(ready, places, outcomes, received_at, actor)) {
    store_one_by_one(ready, places, outcomes, received_at, actor);
  }
  for (const BulkOutcome& outcome : outcomes) {
    if (outcome.stored) counts_.add_run(to_string(outcome.stored->status));
    if (outcome.error) counts_.add_refused_run(*outcome.error);
  }
  if (ready.empty()) return outcomes;
  try {
    index_.catch_up();
  } catch (const Error& error) {  // they are stored all the same; the index comes after them by itself
    spdlog::warn("the grid index does not follow the last upload yet: {}", error.what());
  }
  return outcomes;
}

bool UploadService::store_together(const std::vector<ReadyRun>& runs, const std::vector<std::size_t>& places,
                                   std::vector<BulkOutcome>& outcomes, TimePoint received_at,
                                   const std::optional<std::string>& actor) {
  try {
    auto stored = pool_.transact([&](db::Transaction& tx) { return store_runs(tx, runs, received_at, actor); });
    for (std::size_t at = 0; at < stored.size(); ++at) outcomes[places[at]].stored = std::move(stored[at]);
    return true;
  } catch (const Error& error) {
    spdlog::info("a group of {} runs is stored one by one: {}", runs.size(), error.what());
    return false;
  }
}

void UploadService::store_one_by_one(const std::vector<ReadyRun>& runs, const std::vector<std::size_t>& places,
                                     std::vector<BulkOutcome>& outcomes, TimePoint received_at,
                                     const std::optional<std::string>& actor) {
  std::optional<Error> gone;
  for (std::size_t at = 0; at < runs.size(); ++at) {
    BulkOutcome& outcome = outcomes[places[at]];
    if (gone) {
      outcome.error = gone;
      continue;
    }
    try {
      outcome.stored = pool_.transact([&](db::Transaction& tx) { return store_run(tx, runs[at], received_at, actor); });
    } catch (const Error& error) {
      outcome.error = error;
      // Without a database every further run would only wait out its time.
      if (error.code() == ErrorCode::unavailable && !pool_.ping(kPingTimeout)) gone = error;
    }
  }
}

}  // namespace llmbench::service
