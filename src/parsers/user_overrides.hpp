#pragma once
// What the user said on the command line about the machine and the evaluation, over what a file says.

#include "llmbench/domain/hardware.hpp"
#include "llmbench/parsers/format.hpp"

#include <string>
#include <vector>

namespace llmbench::parsers {

/// --gpu-name, --gpu-memory-gb, --gpu-count, --ram-gb and --machine-name win over `hardware`.
[[nodiscard]] HardwareConfig with_overrides(HardwareConfig hardware, const ReadOptions& options);

/// -b and --score-context over what a reader found about an evaluation.
[[nodiscard]] Json with_user_context(Json context, const ReadOptions& options);

/// The notes of the user, then what stands above the results (headings, labels), redacted; empty lines are left out.
[[nodiscard]] std::string notes_with(const std::vector<std::string>& lines, const ReadOptions& options);

}  // namespace llmbench::parsers
