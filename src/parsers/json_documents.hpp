#pragma once
// Reads the JSON documents of a result file: one object, several after one another, one a line, or the elements of a
// list; with log lines around them, bare NaN and Infinity, damaged letters, and a cut-off end. For tools that write a
// few large objects; llama-bench, which writes many small ones, reads record by record.

#include "parsers/message_log.hpp"

#include "llmbench/parsers/source.hpp"
#include "llmbench/util/json.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace llmbench::parsers {

struct JsonDocument {
  Json value;            ///< an object
  std::size_t line = 1;  ///< where it begins, 1-based
  std::string text;      ///< as it stands in the input, repaired letters aside
};

struct JsonDocuments {
  std::vector<JsonDocument> documents;
  bool partial = false;         ///< something was cut off or could not be read; a message says what
  std::string outside;          ///< text outside the objects (log lines), the first 64 KiB
  bool had_non_finite = false;  ///< NaN or Infinity stood in a document and became null; a message says so
};

/// Reads everything. Throws Error{too_large} past 256 MiB, Error{invalid_input} when there is no object at all.
[[nodiscard]] JsonDocuments read_json_documents(TextStream& stream, MessageLog& messages);

/// The whole text of a stream, repaired to valid UTF-8. Throws Error{too_large} past `max_bytes`.
[[nodiscard]] std::string read_whole_text(TextStream& stream, std::size_t max_bytes);

/// Parses one object of a tool: repairs damaged letters, and reads bare NaN and Infinity as null (`non_finite` is set
/// then). Throws Error{invalid_json}.
[[nodiscard]] Json parse_tool_json(std::string_view text, bool* non_finite = nullptr);

}  // namespace llmbench::parsers
