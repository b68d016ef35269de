#include "parsers/json_documents.hpp"

#include "parsers/json_fields.hpp"
#include "parsers/json_scan.hpp"

#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

namespace llmbench::parsers {
namespace {

constexpr std::size_t kMaxBytes = 256U << 20U;
constexpr std::size_t kMaxOutside = 64U << 10U;

[[noreturn]] void refuse_size(const TextStream& stream, std::size_t max_bytes) {
  throw Error{ErrorCode::too_large,
              stream.name() + " is larger than " + std::to_string(max_bytes >> 20U) + " MiB, which no such file is"};
}

class Collector {
 public:
  Collector(JsonDocuments& result, MessageLog& messages) : result_(result), messages_(messages) {}

  bool take(const FoundObject& object) {
    if (object.depth > 0) return false;
    const std::string place = "line " + std::to_string(object.line);
    bool non_finite = false;
    try {
      Json value = parse_tool_json(object.text, &non_finite);
      result_.documents.push_back({std::move(value), object.line, std::string(object.text)});
    } catch (const Error& error) {
      result_.partial = true;
      messages_.warn(place, std::string("left out: an object that cannot be read: ") + error.what());
    }
    if (non_finite) {
      result_.had_non_finite = true;
      messages_.warn(place, "NaN or Infinity stands where a number belongs: read as unknown");
    }
    return true;
  }

  void keep_outside(std::string_view text) {
    if (result_.outside.size() < kMaxOutside) result_.outside.append(text).append("\n");
  }

  void note_broken(std::string_view beginning, std::size_t line, bool cut_off) {
    if (!trim(beginning.substr(1)).starts_with('"')) return;  // "{" in a log line is no record
    result_.partial = true;
    messages_.warn("line " + std::to_string(line),
                   cut_off ? "left out: an object that is cut off" : "left out: an object that is broken");
  }

 private:
  JsonDocuments& result_;
  MessageLog& messages_;
};

}  // namespace

JsonDocuments read_json_documents(TextStream& stream, MessageLog& messages) {
  JsonDocuments result;
  Collector collector(result, messages);
  JsonScanner scanner({[&](const FoundObject& object) { return collector.take(object); },
                       [&](std::string_view text, std::size_t) { collector.keep_outside(text); },
                       [&](std::string_view beginning, std::size_t line, bool cut_off) {
                         collector.note_broken(beginning, line, cut_off);
                       }});
  std::size_t bytes = 0;
  for (std::string_view piece = stream.next(); !piece.empty(); piece = stream.next()) {
    bytes += piece.size();
    if (bytes > kMaxBytes) refuse_size(stream, kMaxBytes);
    scanner.feed(piece);
  }
  scanner.finish();
  if (scanner.unclosed_arrays() > 0) result.partial = true;
  if (result.documents.empty()) {
    throw Error{
        ErrorCode::invalid_input,
        stream.name() + (result.partial ? " holds no complete JSON object: it was cut off, so run the tool again"
                                        : " holds no JSON object")};
  }
  return result;
}

std::string read_whole_text(TextStream& stream, std::size_t max_bytes) {
  std::string text;
  for (std::string_view piece = stream.next(); !piece.empty(); piece = stream.next()) {
    if (text.size() + piece.size() > max_bytes) refuse_size(stream, max_bytes);
    text.append(piece);
  }
  return is_valid_utf8(text) ? text : repair_utf8(text);
}

Json parse_tool_json(std::string_view text, bool* non_finite) {
  const RepairedText repaired = repair_record_text(text);
  try {
    return parse_json(repaired.text, {.refuse_duplicate_keys = false});
  } catch (const Error&) {
    Json value = parse_json(repaired.text, {.non_finite_as_null = true, .refuse_duplicate_keys = false});
    if (non_finite != nullptr) *non_finite = true;
    return value;
  }
}

}  // namespace llmbench::parsers
