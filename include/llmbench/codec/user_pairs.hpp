#pragma once
// NAME=VALUE texts of a user: --set and --score-context of the uploader, set= and score_context= of POST /api/import.

#include "llmbench/util/json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace llmbench::codec {

/// {"driver": "570.86"} from {"driver=570.86"}. Values stay texts, may be empty and may hold further '='. Throws
/// Error{invalid_input} for a text without a name or '=', and for a name that is given twice.
[[nodiscard]] Json parse_user_settings(const std::vector<std::string>& pairs);

/// {"shots": 5, "thinking": false} from "shots=5,thinking=false": numbers, true and false are what a harness would have
/// written, not texts. Throws like parse_user_settings.
[[nodiscard]] Json parse_user_context(std::string_view text);

}  // namespace llmbench::codec
