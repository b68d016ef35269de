#pragma once
// Messages of a reader, equal ones told once with a count: a sweep of 100,000 rows with one odd field is one line.

#include "llmbench/parsers/format.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace llmbench::parsers {

class MessageLog {
 public:
  void warn(const std::string& place, const std::string& text) { add(Message::Severity::warning, place, text); }
  void note(const std::string& place, const std::string& text) { add(Message::Severity::note, place, text); }
  /// In order of first appearance; the place of repeated ones says how many more there are.
  [[nodiscard]] std::vector<Message> take();
  [[nodiscard]] bool empty() const { return entries_.empty(); }
  [[nodiscard]] const std::string& first_text() const { return entries_.front().message.text; }

 private:
  struct Entry {
    Message message;
    std::size_t repeats = 0;
  };
  void add(Message::Severity severity, const std::string& place, const std::string& text);

  std::vector<Entry> entries_;
  std::unordered_map<std::string, std::size_t> index_;
};

}  // namespace llmbench::parsers
