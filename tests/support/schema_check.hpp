#pragma once
// Compares an answer with the JSON Schema its route promises: the words of src/api/schema.hpp, nothing more.

#include "llmbench/util/json.hpp"

#include <map>
#include <string>
#include <vector>

namespace llmbench::testing {

/// What is wrong, each with its path; empty = the answer is as promised. `shared` resolves references by name.
[[nodiscard]] std::vector<std::string> schema_problems(const Json& value, const Json& schema,
                                                       const std::map<std::string, Json>& shared,
                                                       const std::string& path = "$");

}  // namespace llmbench::testing
