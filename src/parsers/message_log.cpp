#include "parsers/message_log.hpp"

#include <utility>

namespace llmbench::parsers {

void MessageLog::add(Message::Severity severity, const std::string& place, const std::string& text) {
  const auto [known, is_new] = index_.try_emplace(text, entries_.size());
  if (is_new) {
    entries_.push_back({{severity, place, text}, 0});
  } else {
    ++entries_[known->second].repeats;
  }
}

std::vector<Message> MessageLog::take() {
  std::vector<Message> messages;
  messages.reserve(entries_.size());
  for (Entry& entry : entries_) {
    if (entry.repeats > 0 && !entry.message.place.empty()) {
      entry.message.place += " and " + std::to_string(entry.repeats) + " more";
    }
    messages.push_back(std::move(entry.message));
  }
  entries_.clear();
  index_.clear();
  return messages;
}

}  // namespace llmbench::parsers
