#pragma once
// Whether a report's numbers agree with each other and with the benchmark. Refuses what cannot be a result, says what
// looks odd.

#include "parsers/mmlu_pro/report.hpp"

#include "llmbench/domain/score.hpp"
#include "llmbench/parsers/format.hpp"

#include <optional>
#include <vector>

namespace llmbench::parsers::mmlu_pro {

/// The share of every category that was asked, as the header says it; nullopt = not said. 1 = everything.
[[nodiscard]] std::optional<double> subset_of(const Json& config);

/// "Total, 0/0": a category that was never asked.
[[nodiscard]] bool has_no_questions(const Block& block);

/// One block a category, the last of each; a block without a total or without questions is dropped with a message.
[[nodiscard]] std::vector<Block> usable_categories(const Report& report, std::vector<Message>& messages);

/// Throws Error{invalid_input} for counts that no category can have; everything else becomes messages.
void check_categories(const std::vector<Block>& categories, std::optional<double> subset,
                      std::vector<Message>& messages);

/// Sum of the categories, table, token usage.
void check_totals(const Report& report, const std::vector<Block>& categories, std::vector<Message>& messages);

}  // namespace llmbench::parsers::mmlu_pro
