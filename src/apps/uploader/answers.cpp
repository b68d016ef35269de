#include "apps/uploader/answers.hpp"

#include "llmbench/codec/reader.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace llmbench::uploader {
namespace {

constexpr std::size_t kMaxItems = 10'000;

std::optional<Json> parse_object(const std::string& body) {
  try {
    Json document = parse_json(body);
    if (document.is_object()) return document;
  } catch (const Error&) {
    // Not JSON: the caller says what is missing.
  }
  return std::nullopt;
}

std::vector<FieldError> read_details(codec::Reader& reader) {
  std::vector<FieldError> details;
  const Json* array = reader.find_array("details", kMaxItems);
  if (array == nullptr) return details;
  for (const Json& item : *array) {
    codec::Reader detail{item, "", reader.findings()};
    details.push_back({detail.find_string("path").value_or(""), detail.find_string("message").value_or("")});
  }
  return details;
}

void describe_failure(Outcome& outcome, const client::ApiResponse& response, codec::Reader& reader) {
  outcome.error =
      reader.find_string("error", 10'000).value_or("the server answered " + std::to_string(response.status));
  outcome.details = read_details(reader);
  if (response.status == 401 || response.status == 403) {
    outcome.code = ExitCode::refused;
    outcome.result = "not allowed";
    outcome.is_kept = true;
    if (response.status == 401) {
      outcome.error +=
          "; whoever runs the server makes a token with llm-benchmark-api token create NAME --scope upload, give it in "
          "the variable LLM_BENCHMARK_TOKEN or with --token-file, or keep it with llm-benchmark-uploader login";
    }
  } else if (response.status >= 500 || client::is_worth_retrying(response.status)) {
    outcome.code = ExitCode::unreachable;
    outcome.result = "not stored";
  } else {
    outcome.code = ExitCode::refused;
    outcome.result = "refused";
  }
}

/// What tells the two answers apart.
struct AnswerKind {
  const char* name;
  const char* id_field;  ///< every answer that says "stored" names what was stored
};

/// Whether a 2xx answer with this document can be from an llm-benchmark server.
bool is_ours(const Json& document, const AnswerKind& kind) {
  const auto success = document.find("success");
  if (success == document.end() || !success->is_boolean()) return false;
  if (!success->get<bool>()) return true;
  const auto id = document.find(kind.id_field);
  return id != document.end() && id->is_string();
}

/// What both answers have in common. Throws for a 2xx answer that is JSON of something else.
template <typename Describe>
Outcome read_answer(const client::ApiResponse& response, const std::string& server, const AnswerKind& kind,
                    Describe describe) {
  Outcome outcome;
  outcome.kind = kind.name;
  const auto document = parse_object(response.body);
  const bool accepted = response.status >= 200 && response.status < 300;
  if (document && accepted && !is_ours(*document, kind)) {
    throw client::foreign_answer(server, response.status, "other JSON");
  }
  if (!document) {
    outcome.code = ExitCode::unreachable;
    outcome.result = "not stored";
    outcome.error = "the server's answer (" + std::to_string(response.status) + ") cannot be read";
    return outcome;
  }
  outcome.document = OrderedJson(*document);
  codec::Findings findings;
  codec::Reader reader{*document, "", findings};
  outcome.warnings = reader.find_strings("warnings", kMaxItems, 10'000).value_or(std::vector<std::string>{});
  const bool stored = accepted && reader.find_bool("success").value_or(false);
  if (stored) {
    describe(outcome, reader);
  } else {
    describe_failure(outcome, response, reader);
  }
  return outcome;
}

void describe_met(Outcome& outcome, codec::Reader& reader) {
  const Json* met = reader.find_object("met");
  if (met == nullptr) return;
  codec::Reader part{*met, "met", reader.findings()};
  const auto suggestions = part.find_strings("suggestions", kMaxItems, 1000).value_or(std::vector<std::string>{});
  outcome.met = part.find_bool("scores").value_or(false);
  if (*outcome.met) {
    outcome.notes.push_back("this variant has quality scores: they are shown beside this speed");
    return;
  }
  std::string note = "no quality scores for this variant yet";
  if (!suggestions.empty()) note += "; similar variants have some: " + join(suggestions, ", ");
  outcome.notes.push_back(std::move(note));
}

/// The word of the two upload endpoints for what became of a run.
void describe_stored_run(Outcome& outcome, const std::string& status, const std::optional<std::string>& run_id,
                         const std::string& server) {
  if (status == "duplicate") {
    outcome.result = "already stored";
  } else {
    outcome.result = status == "created" ? "stored" : status;
  }
  outcome.is_new = status == "created" || status == "replaced";
  if (!run_id) return;
  outcome.run_id = *run_id;
  outcome.link = server + "/api/detail/" + *run_id;
}

void describe_run(Outcome& outcome, codec::Reader& reader, const std::string& server) {
  const std::string status = reader.find_string("status").value_or("created");
  describe_stored_run(outcome, status, reader.find_string("test_run_id"), server);
  if (status == "extended") {
    const auto added = reader.find_integer("metrics_added", 0, 1'000'000).value_or(0);
    outcome.result += " (" + std::to_string(added) + (added == 1 ? " metric" : " metrics") + " added)";
  }
  describe_met(outcome, reader);
}

/// One of the results of a bulk answer; nullopt when it has to be asked for alone.
std::optional<Outcome> read_bulk_result(const Json& item, const std::string& server) {
  codec::Findings findings;
  codec::Reader reader{item, "results", findings};
  const std::string status = reader.find_string("status").value_or("");
  Outcome outcome;
  outcome.kind = "runs";
  outcome.document = OrderedJson(item);
  if (status != "rejected") {
    describe_stored_run(outcome, status, reader.find_string("test_run_id"), server);
    return outcome;
  }
  outcome.code = ExitCode::refused;
  outcome.result = "refused";
  outcome.error = reader.find_string("error", 10'000).value_or("");
  outcome.details = read_details(reader);
  // A wrong field is a final answer; a refusal that names only the line may be the server's own trouble.
  const bool names_fields = !outcome.details.empty() && !outcome.details.front().path.starts_with("line ");
  return names_fields ? std::optional{outcome} : std::nullopt;
}

void describe_scores(Outcome& outcome, codec::Reader& reader, const std::string& server) {
  std::vector<std::string> statuses;
  if (const Json* results = reader.find_array("results", kMaxItems)) {
    for (const Json& item : *results) {
      codec::Reader result{item, "results", reader.findings()};
      statuses.push_back(result.find_string("status").value_or(""));
      const std::string benchmark = result.find_string("benchmark").value_or("");
      if (statuses.back() == "older_than_stored") {
        outcome.notes.push_back(benchmark + ": a newer score is stored and stays");
      } else if (!result.find_bool("headline").value_or(true)) {
        outcome.notes.push_back(benchmark + ": listed beside the variant's headline score, which is more complete");
      }
    }
  }
  const bool all_known = !statuses.empty() && std::find(statuses.begin(), statuses.end(), "stored") == statuses.end();
  outcome.result = all_known ? "already stored" : "stored";
  if (const auto id = reader.find_string("model_variant_id")) outcome.link = server + "/api/model-variants/" + *id;
}

}  // namespace

Outcome read_run_answer(const client::ApiResponse& response, const std::string& server) {
  return read_answer(response, server, {"runs", "test_run_id"},
                     [&](Outcome& outcome, codec::Reader& reader) { describe_run(outcome, reader, server); });
}

std::vector<std::optional<Outcome>> read_bulk_answer(const client::ApiResponse& response, const std::string& server,
                                                     std::size_t count) {
  std::vector<std::optional<Outcome>> outcomes(count);
  const auto document = response.status == 200 ? parse_object(response.body) : std::nullopt;
  if (!document) {
    const Outcome failure = read_run_answer(response, server);
    const bool is_about_all = client::is_worth_retrying(response.status) || failure.is_kept;
    if (is_about_all) std::fill(outcomes.begin(), outcomes.end(), failure);
    return outcomes;
  }
  const auto results = document->find("results");
  if (results == document->end() || !results->is_array() || !document->contains("accepted")) {
    throw client::foreign_answer(server, response.status, "other JSON");
  }
  for (const Json& item : *results) {
    codec::Findings findings;
    codec::Reader reader{item, "results", findings};
    const auto index = reader.find_integer("index", 0, INT64_MAX);
    if (index && static_cast<std::size_t>(*index) < count) {
      outcomes[static_cast<std::size_t>(*index)] = read_bulk_result(item, server);
    }
  }
  return outcomes;
}

Outcome read_scores_answer(const client::ApiResponse& response, const std::string& server) {
  return read_answer(response, server, {"scores", "model_variant_id"},
                     [&](Outcome& outcome, codec::Reader& reader) { describe_scores(outcome, reader, server); });
}

std::string variant_of(const Outcome& outcome) {
  const auto found = outcome.document.find("model_variant_id");
  return found != outcome.document.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::string describe_meeting(const client::ApiResponse& variant) {
  const auto document = variant.status == 200 ? parse_object(variant.body) : std::nullopt;
  if (!document) return {};
  codec::Findings findings;
  codec::Reader reader{*document, "", findings};
  const auto runs = reader.find_integer("test_run_count", 0, INT64_MAX);
  if (!runs) return {};
  if (*runs == 0) return "no speed of this variant yet: upload one with the command llama-bench";
  return "this variant has " + std::to_string(*runs) + (*runs == 1 ? " run" : " runs") +
         ": the scores are shown beside its speed";
}

}  // namespace llmbench::uploader
