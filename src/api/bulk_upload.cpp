#include "api/bulk_upload.hpp"

#include "api/json_writer.hpp"

#include "llmbench/util/json.hpp"
#include "llmbench/util/time.hpp"

#include <algorithm>
#include <utility>

namespace llmbench::api {
namespace {

/// A run with ten thousand wrong metrics must not make an answer larger than the body.
constexpr std::size_t kMaxDetails = 20;

std::vector<FieldError> shortened(std::vector<FieldError> details) {
  if (details.size() <= kMaxDetails) return details;
  const std::size_t more = details.size() - kMaxDetails;
  details.resize(kMaxDetails);
  details.push_back({"", "and " + std::to_string(more) + " more"});
  return details;
}

Error too_large_item(std::size_t limit) {
  return Error{ErrorCode::too_large,
               "the item is larger than " + std::to_string(limit) + " bytes; send it alone to /api/upload-experiment"};
}

}  // namespace

BulkUpload::BulkUpload(service::UploadService& uploads, codec::BodyKind kind, std::optional<std::string> actor,
                       BulkLimits limits)
    : uploads_(uploads),
      actor_(std::move(actor)),
      limits_(limits),
      splitter_(kind, limits.item_bytes, [this](const codec::BodyItem& item) { take(item); }) {}

void BulkUpload::feed(std::string_view part) {
  if (ended_) return;
  try {
    splitter_.feed(part);
  } catch (const Error& error) {
    if (!has_begun()) throw;
    end_with(error);
  }
}

void BulkUpload::finish() {
  if (ended_) return;
  try {
    splitter_.finish();
    store_group();
  } catch (const Error& error) {
    if (!has_begun()) throw;
    end_with(error);
  }
}

void BulkUpload::break_off(const Error& why) {
  if (ended_) return;
  end_with(Error{why.code(), std::string{why.what()} + " (after " + splitter_.place() + ")", why.fields()});
}

void BulkUpload::end_with(const Error& why) {
  if (ended_) return;
  ended_ = true;
  store_group();
  results_.push_back({"rejected", std::nullopt, why.what(), shortened(why.fields())});
}

void BulkUpload::take(const codec::BodyItem& item) {
  if (item.index == limits_.items) {
    throw Error{ErrorCode::too_large, "a request may hold " + std::to_string(limits_.items) +
                                          " items; send those from line " + std::to_string(item.line) +
                                          " on in another one"};
  }
  results_.push_back({"rejected", std::nullopt, "", {}});
  const auto refuse = [&](const Error& error) {
    uploads_.counts().add_refused_run(error);
    reject(item.index, error, item.line);
  };
  if (item.too_large) return refuse(too_large_item(limits_.item_bytes));
  if (no_database_) return refuse(*no_database_);
  try {
    group_.push_back(decode_run_item(parse_json(item.text, {.max_depth = limits_.json_depth})).run);
  } catch (const Error& error) {
    return refuse(error);
  }
  group_places_.push_back(item.index);
  group_lines_.push_back(item.line);
  group_bytes_ += item.text.size();
  if (group_.size() >= limits_.group_runs || group_bytes_ >= limits_.group_bytes) store_group();
}

void BulkUpload::reject(std::size_t index, const Error& error, std::size_t line) {
  auto details = shortened(error.fields());
  if (details.empty()) details.push_back({"line " + std::to_string(line), error.what()});
  results_[index] = {"rejected", std::nullopt, error.what(), std::move(details)};
}

void BulkUpload::store_group() {
  if (group_.empty()) return;
  auto outcomes = uploads_.upload_runs(std::exchange(group_, {}), now_utc(), actor_);
  for (std::size_t at = 0; at < outcomes.size(); ++at) {
    const std::size_t place = group_places_[at];
    if (outcomes[at].error) {
      if (outcomes[at].error->code() == ErrorCode::unavailable) no_database_ = outcomes[at].error;
      reject(place, *outcomes[at].error, group_lines_[at]);
    } else {
      results_[place] = {service::to_string(outcomes[at].stored->status), outcomes[at].stored->test_run_id, "", {}};
    }
  }
  group_places_.clear();
  group_lines_.clear();
  group_bytes_ = 0;
}

std::string BulkUpload::answer() const {
  const auto count = [&](std::string_view status) {
    return std::count_if(results_.begin(), results_.end(), [&](const Result& one) { return one.status == status; });
  };
  JsonWriter json;
  json.begin_object();
  json.field("accepted", count("created") + count("replaced"));
  json.field("extended", count("extended"));
  json.field("duplicates", count("duplicate"));
  json.field("rejected", count("rejected"));
  json.key("results").begin_array();
  for (std::size_t at = 0; at < results_.size(); ++at) {
    const Result& result = results_[at];
    json.begin_object();
    json.field("index", at).field("status", result.status).field("test_run_id", result.test_run_id);
    json.key("error");
    result.error.empty() ? json.value(nullptr) : json.value(result.error);
    json.key("details").begin_array();
    for (const FieldError& detail : result.details) {
      json.begin_object().field("path", detail.path).field("message", detail.message).end_object();
    }
    json.end_array().end_object();
  }
  json.end_array().end_object();
  return json.take();
}

}  // namespace llmbench::api
