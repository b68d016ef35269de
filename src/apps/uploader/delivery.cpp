#include "apps/uploader/delivery.hpp"

#include "apps/uploader/answers.hpp"

#include "llmbench/util/uuid.hpp"

#include <utility>

namespace llmbench::uploader {
namespace {

/// A few runs are sent one by one: that answer also says whether scores and speeds have met.
constexpr std::size_t kFewRuns = 3;

bool is_waiting(const Outcome& outcome) {
  return outcome.code == ExitCode::unreachable || outcome.is_kept;
}

}  // namespace

void Tally::add(const Outcome& outcome) {
  const std::lock_guard lock{rows_mutex_};
  Row& row = rows_[outcome.variant];
  if (is_waiting(outcome)) {
    ++row.waiting;
  } else if (outcome.code != ExitCode::ok) {
    ++row.refused;
  } else if (outcome.is_new || outcome.result == "stored") {
    ++row.stored;
  } else {
    ++row.known;
  }
  if (!outcome.run_id.empty()) row.run_id = outcome.run_id;
  // The scores may come after the runs that had none yet.
  const bool brings_scores = outcome.kind == "scores" && outcome.code == ExitCode::ok;
  if (outcome.met || brings_scores) row.met = row.met.value_or(false) || brings_scores || outcome.met.value_or(false);
}

void Tally::add_waiting(const Request& request) {
  const std::lock_guard lock{rows_mutex_};
  ++rows_[request.variant].waiting;
}

std::map<std::string, Tally::Row> Tally::by_variant() const {
  const std::lock_guard lock{rows_mutex_};
  return rows_;
}

Tally::Row Tally::total() const {
  Row sum;
  for (const auto& [variant, row] : by_variant()) {
    sum.stored += row.stored;
    sum.known += row.known;
    sum.refused += row.refused;
    sum.waiting += row.waiting;
  }
  return sum;
}

void Delivery::deliver(QueueClaim& claim) {
  const std::vector<Request> requests = claim.item().requests;
  const RequestKind kind = claim.item().kind;
  const bool together = kind == RequestKind::run && requests.size() > kFewRuns && !context_.is_closed;
  Outcomes outcomes = together ? send_runs_together(requests) : Outcomes(requests.size());
  std::vector<Request> rest;
  for (std::size_t at = 0; at < requests.size(); ++at) {
    if (!outcomes[at] && context_.is_closed) {
      context_.tally.add_waiting(requests[at]);
      rest.push_back(requests[at]);
      continue;
    }
    if (!outcomes[at]) outcomes[at] = send_alone(kind, requests[at]);
    if (is_waiting(*outcomes[at])) rest.push_back(requests[at]);
    settle(claim.item(), requests[at], *std::move(outcomes[at]));
  }
  claim.keep_only(std::move(rest));
}

Delivery::Outcomes Delivery::send_runs_together(const std::vector<Request>& requests) {
  std::string body;
  for (const Request& request : requests) body.append(request.body).push_back('\n');
  try {
    const auto response = client_.post("/api/upload-experiments", body, "application/x-ndjson");
    auto outcomes = read_bulk_answer(response, client_.shown_server(), requests.size());
    const bool all_wait = outcomes.front() && is_waiting(*outcomes.front());
    if (!all_wait) return outcomes;
    context_.is_closed = true;
    outcomes.assign(requests.size(), std::nullopt);
    outcomes.front() = read_run_answer(response, client_.shown_server());
    return outcomes;
  } catch (const Error& error) {
    // One sentence for all of them.
    Outcomes outcomes(requests.size());
    outcomes.front() = failure("runs", error);
    return outcomes;
  }
}

Outcome Delivery::send_alone(RequestKind kind, const Request& request) {
  const bool is_run = kind == RequestKind::run;
  try {
    const auto response = client_.post(is_run ? "/api/upload-experiment" : "/api/benchmarks/upload", request.body);
    const std::string& server = client_.shown_server();
    Outcome outcome = is_run ? read_run_answer(response, server) : read_scores_answer(response, server);
    if (client::is_worth_retrying(response.status) || outcome.is_kept) context_.is_closed = true;
    if (!is_run && outcome.code == ExitCode::ok) add_meeting(outcome);
    return outcome;
  } catch (const Error& error) {
    return failure(is_run ? "runs" : "scores", error);
  }
}

Outcome Delivery::failure(const std::string& kind, const Error& error) {
  context_.is_closed = true;
  Outcome outcome;
  outcome.kind = kind;
  outcome.code = ExitCode::unreachable;
  outcome.result = "not stored";
  outcome.error = error.what();
  return outcome;
}

/// The scores are stored whether or not the question about the variant's runs is answered.
void Delivery::add_meeting(Outcome& outcome) {
  const std::string variant = variant_of(outcome);
  if (!parse_uuid(variant)) return;
  try {
    const std::string sentence = describe_meeting(client_.get("/api/model-variants/" + variant));
    if (!sentence.empty()) outcome.notes.push_back(sentence);
  } catch (const Error&) {
    outcome.notes.emplace_back("the server did not say whether this variant has runs");
  }
}

void Delivery::settle(const QueueItem& item, const Request& request, Outcome outcome) {
  outcome.title = request.title;
  outcome.variant = request.variant;
  context_.tally.add(outcome);
  context_.report.add_outcome(outcome);
  if (outcome.is_new && context_.history != nullptr) context_.history->add(outcome.run_id);
  if (outcome.code == ExitCode::ok || is_waiting(outcome) || context_.queue == nullptr) return;
  QueueItem refused{item.kind, item.server, item.queued_at, outcome.error, {request}};
  for (const FieldError& detail : outcome.details) refused.reason += "; " + detail.path + ": " + detail.message;
  context_.queue->set_aside(std::move(refused));
}

}  // namespace llmbench::uploader
