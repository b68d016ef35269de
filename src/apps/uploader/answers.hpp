#pragma once
// What the server's answers mean for the person who uploaded.

#include "apps/uploader/report.hpp"

#include "llmbench/client/api_client.hpp"

#include <optional>
#include <string>
#include <vector>

namespace llmbench::uploader {

/// Answer of POST /api/upload-experiment. `server` is the address links start with. Throws Error{unavailable} when the
/// answer says 2xx but is JSON of something else than an llm-benchmark server.
[[nodiscard]] Outcome read_run_answer(const client::ApiResponse& response, const std::string& server);

/// Answer of POST /api/upload-experiments for `count` runs: one outcome a run, nullopt for a run that the answer does
/// not speak of, or that it refuses for a reason that only an answer about this run alone can tell (the database went
/// away, too large for a bulk upload). That the server cannot now, or allows nothing, is the outcome of every run.
/// Throws like read_run_answer.
[[nodiscard]] std::vector<std::optional<Outcome>> read_bulk_answer(const client::ApiResponse& response,
                                                                   const std::string& server, std::size_t count);

/// Answer of POST /api/benchmarks/upload. Throws like read_run_answer.
[[nodiscard]] Outcome read_scores_answer(const client::ApiResponse& response, const std::string& server);

/// The id of the variant a stored set of scores belongs to; "" when the answer names none.
[[nodiscard]] std::string variant_of(const Outcome& outcome);

/// One sentence from GET /api/model-variants/{id}: whether the variant's scores have met speeds. "" when the answer
/// does not say.
[[nodiscard]] std::string describe_meeting(const client::ApiResponse& variant);

}  // namespace llmbench::uploader
