#pragma once
// Reads documents of our own (runs and scores as the API and the exports write them) one by one: a list, one a line,
// or one over many lines. Strictly: nothing is repaired, and a wrong one is left out with its place and its fields.

#include "parsers/message_log.hpp"

#include "llmbench/codec/reader.hpp"
#include "llmbench/parsers/source.hpp"

#include <functional>

namespace llmbench::parsers::own {

/// Decodes one object into the caller's result; what is wrong goes into the findings, and then nothing may be kept.
using TakeDocument = std::function<void(const Json& document, codec::Findings& findings)>;

struct DocumentCounts {
  std::size_t read = 0;
  std::size_t left_out = 0;
  bool partial = false;  ///< something that is no document, or one without its end
};

/// Throws Error{invalid_input} when no document can be read: with the fields of the first wrong one.
[[nodiscard]] DocumentCounts read_documents(TextStream& stream, const TakeDocument& take, MessageLog& messages);

}  // namespace llmbench::parsers::own
