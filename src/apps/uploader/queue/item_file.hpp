#pragma once
// The file of one queued item: a line that describes it, then one request body a line.

#include "apps/uploader/queue/queue.hpp"

#include <string>
#include <string_view>

namespace llmbench::uploader {

[[nodiscard]] std::string write_item(const QueueItem& item);
/// Throws Error{invalid_input} when it is no item, or not a whole one.
[[nodiscard]] QueueItem read_item(std::string_view text);
/// From the first line alone: no bodies.
[[nodiscard]] QueueItem read_item_header(std::string_view line);
/// The same for the same requests to the same server.
[[nodiscard]] std::string item_id(const QueueItem& item);

}  // namespace llmbench::uploader
