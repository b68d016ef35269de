#pragma once
// Parts of a score set as score_uploads keeps them.

#include "llmbench/domain/score.hpp"
#include "llmbench/util/json.hpp"

#include <string>
#include <vector>

namespace llmbench::store {

[[nodiscard]] Json encode_parts(const std::vector<ScorePart>& parts);
[[nodiscard]] std::vector<ScorePart> decode_parts(const std::string& text);

}  // namespace llmbench::store
