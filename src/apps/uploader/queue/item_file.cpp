#include "apps/uploader/queue/item_file.hpp"

#include "llmbench/codec/reader.hpp"
#include "llmbench/util/hash.hpp"
#include "llmbench/util/json.hpp"

namespace llmbench::uploader {
namespace {

constexpr std::size_t kMaxText = 100'000;
constexpr std::size_t kMaxRequests = 1'000'000;

[[noreturn]] void refuse() {
  throw Error{ErrorCode::invalid_input, "this is no item of the queue, or only a part of one"};
}

std::string_view kind_name(RequestKind kind) {
  return kind == RequestKind::run ? "run" : "scores";
}

}  // namespace

std::string write_item(const QueueItem& item) {
  OrderedJson header{{"kind", kind_name(item.kind)},
                     {"server", item.server},
                     {"queued_at", format_rfc3339(item.queued_at)},
                     {"reason", item.reason},
                     {"requests", OrderedJson::array()}};
  std::size_t bytes = 0;
  for (const Request& request : item.requests) {
    header["requests"].push_back({{"variant", request.variant}, {"title", request.title}});
    bytes += request.body.size() + 1;
  }
  std::string text = dump_json(header) + "\n";
  text.reserve(text.size() + bytes);
  for (const Request& request : item.requests) text.append(request.body).push_back('\n');
  return text;
}

QueueItem read_item_header(std::string_view line) {
  codec::Findings findings;
  const Json header = parse_json(line);
  if (!header.is_object()) refuse();
  codec::Reader reader{header, "", findings};
  QueueItem item;
  const std::string kind = reader.get_string("kind", kMaxText);
  item.kind = kind == kind_name(RequestKind::scores) ? RequestKind::scores : RequestKind::run;
  item.server = reader.get_string("server", kMaxText);
  item.queued_at = parse_time(reader.get_string("queued_at", kMaxText)).value_or(TimePoint{});
  item.reason = reader.find_string("reason", kMaxText).value_or("");
  if (const Json* requests = reader.find_array("requests", kMaxRequests)) {
    for (const Json& one : *requests) {
      codec::Reader part{one, "requests", findings};
      item.requests.push_back(
          {part.find_string("variant", kMaxText).value_or(""), part.find_string("title", kMaxText).value_or(""), {}});
    }
  }
  if (!findings.errors.empty() || item.requests.empty()) refuse();
  return item;
}

QueueItem read_item(std::string_view text) {
  const auto line_end = text.find('\n');
  if (line_end == std::string_view::npos) refuse();
  QueueItem item = read_item_header(text.substr(0, line_end));
  text.remove_prefix(line_end + 1);
  for (Request& request : item.requests) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos || end == 0) refuse();
    request.body = text.substr(0, end);
    text.remove_prefix(end + 1);
  }
  if (!text.empty()) refuse();
  return item;
}

std::string item_id(const QueueItem& item) {
  constexpr std::size_t kIdLength = 16;
  std::string content{kind_name(item.kind)};
  content.append("\n").append(item.server);
  for (const Request& request : item.requests) content.append("\n").append(request.body);
  return sha256_hex(content).substr(0, kIdLength);
}

}  // namespace llmbench::uploader
