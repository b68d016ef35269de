#pragma once
// What an AIPerf export says about its run beside the figures, where earlier releases did not look: the lists of
// models, data sets and phases that AIPerf has written since 0.10, the file of prompts, and the lengths that were
// measured.

#include "parsers/tool_run.hpp"

#include "llmbench/util/json.hpp"

namespace llmbench::parsers {

/// Completes a run whose identity is fixed: what is added here is no part of its fingerprint.
void complete_aiperf_run(const Json& document, ToolRun& tool);

}  // namespace llmbench::parsers
