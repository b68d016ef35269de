#pragma once
// Every place of a request body that a JSON Schema names, with documents that have a chosen value there. Used by the
// contract suite to send each wrong type to each field.

#include "llmbench/util/json.hpp"

#include <functional>
#include <string>
#include <vector>

namespace llmbench::testing {

struct SchemaSlot {
  std::string path;  ///< "experiment_run.performance_metrics[0].value"
  std::string key;   ///< the last name of it
  Json schema;
  /// A document with this value there; what is required on the way is filled in.
  std::function<Json(const Json& value)> document_with;
};

[[nodiscard]] std::vector<SchemaSlot> slots_of(const Json& schema);

/// Required fields only, each with a value of its type.
[[nodiscard]] Json minimal_document(const Json& schema);

struct WrongValue {
  std::string what;  ///< "a boolean", "longer than 255"
  Json value;
};
/// Values that the schema refuses: other types, null where it is not allowed, and what lies beyond its limits.
[[nodiscard]] std::vector<WrongValue> wrong_values(const Json& schema);

}  // namespace llmbench::testing
