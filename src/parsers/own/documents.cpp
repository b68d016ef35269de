#include "parsers/own/documents.hpp"

#include "parsers/json_scan.hpp"

#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <optional>
#include <string>
#include <vector>

namespace llmbench::parsers::own {
namespace {

std::string describe_fields(const std::vector<FieldError>& fields) {
  std::vector<std::string> parts;
  parts.reserve(fields.size());
  for (const FieldError& field : fields) parts.push_back(field.path + " " + field.message);
  return join(parts, "; ");
}

class Collector {
 public:
  Collector(const TakeDocument& take, MessageLog& messages) : take_(take), messages_(messages) {}

  bool on_object(const FoundObject& object) {
    if (object.depth > 0) return false;
    const std::string place = "line " + std::to_string(object.line);
    codec::Findings findings;
    try {
      take_(parse_json(object.text), findings);
    } catch (const Error& error) {
      leave_out(place, error.what(), error.fields());
      return true;
    }
    if (!findings.errors.empty()) {
      leave_out(place, describe_fields(findings.errors), findings.errors);
      return true;
    }
    ++counts_.read;
    for (const std::string& warning : findings.warnings) messages_.warn(place, warning);
    return true;
  }

  void on_broken(std::size_t line, bool cut_off) {
    counts_.partial = true;
    leave_out("line " + std::to_string(line), cut_off ? "an object without its end" : "an object that is broken", {});
  }

  void on_text(std::size_t line) {
    counts_.partial = true;
    messages_.warn("line " + std::to_string(line), "left out: text outside the documents");
  }

  [[nodiscard]] DocumentCounts finish(const std::string& name) const {
    if (counts_.read > 0) return counts_;
    if (!first_wrong_) throw Error{ErrorCode::invalid_input, name + " holds no document"};
    throw Error{ErrorCode::invalid_input, name + ", " + first_place_ + ": " + first_wrong_->what(),
                first_wrong_->fields()};
  }

 private:
  void leave_out(const std::string& place, const std::string& why, const std::vector<FieldError>& fields) {
    ++counts_.left_out;
    messages_.warn(place, "left out: " + why);
    if (first_wrong_) return;
    first_wrong_ = Error{ErrorCode::invalid_input, why, fields};
    first_place_ = place;
  }

  const TakeDocument& take_;
  MessageLog& messages_;
  DocumentCounts counts_;
  std::optional<Error> first_wrong_;
  std::string first_place_;
};

}  // namespace

DocumentCounts read_documents(TextStream& stream, const TakeDocument& take, MessageLog& messages) {
  Collector collector{take, messages};
  JsonScanner scanner({[&](const FoundObject& object) { return collector.on_object(object); },
                       [&](std::string_view, std::size_t line) { collector.on_text(line); },
                       [&](std::string_view, std::size_t line, bool cut_off) { collector.on_broken(line, cut_off); }});
  for (std::string_view piece = stream.next(); !piece.empty(); piece = stream.next()) scanner.feed(piece);
  scanner.finish();
  DocumentCounts counts = collector.finish(stream.name());
  counts.partial = counts.partial || scanner.unclosed_arrays() > 0;
  return counts;
}

}  // namespace llmbench::parsers::own
