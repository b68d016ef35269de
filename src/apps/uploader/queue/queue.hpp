#pragma once
// What could not be sent yet, on disk: request bodies exactly as they would be sent, and the server they are for, never
// a token. An item is removed only after the server confirmed it. Several processes may use one folder: an item is held
// by one of them at a time, and a process that dies lets go.

#include "apps/uploader/files.hpp"

#include "llmbench/util/time.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace llmbench::uploader {

enum class RequestKind { run, scores };

struct Request {
  std::string variant;  ///< "Qwen3-4B Q4_K_M"
  std::string title;    ///< "Qwen3-4B Q4_K_M on RTX 3060, 2 metrics"
  std::string body;     ///< JSON without a line break

  bool operator==(const Request&) const = default;
};

struct QueueItem {
  RequestKind kind = RequestKind::run;
  std::string server;  ///< without user and password
  TimePoint queued_at{};
  std::string reason;  ///< why it was refused; "" = it waits
  std::vector<Request> requests;
};

/// An item this process holds.
class QueueClaim {
 public:
  QueueClaim(std::string id, QueueItem item, std::filesystem::path path, FileDescriptor file);
  /// An item that is in memory only, because the queue cannot be written.
  explicit QueueClaim(QueueItem item) : item_(std::move(item)) {}

  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const QueueItem& item() const { return item_; }
  [[nodiscard]] bool is_on_disk() const { return file_.is_open(); }
  /// Only these are left to send; none = the item is done and its file goes.
  void keep_only(std::vector<Request> rest);

 private:
  std::string id_;
  QueueItem item_;
  std::filesystem::path path_;
  FileDescriptor file_;
};

struct QueueEntry {
  std::string id;
  QueueItem item;  ///< without the bodies
  std::uintmax_t bytes = 0;
  bool is_damaged = false;  ///< not readable as an item: it is listed and never touched
};

class Queue {
 public:
  /// Throws Error{unavailable} when the folder cannot be made.
  explicit Queue(std::filesystem::path folder);

  /// Written and held. Equal items have equal ids, so a command that is repeated does not fill the queue.
  [[nodiscard]] QueueClaim add(QueueItem item);
  /// nullopt: no such item waits, or another process holds it. Throws Error{invalid_input} when it is damaged.
  [[nodiscard]] std::optional<QueueClaim> claim(const std::string& id);
  /// Beside the waiting items, with the reason.
  void set_aside(QueueItem refused);
  /// Waiting and refused items, oldest first.
  [[nodiscard]] std::vector<QueueEntry> list() const;
  [[nodiscard]] std::size_t count_waiting() const;
  /// Throws Error{not_found} for an unknown id, Error{conflict} when another process is sending it.
  void drop(const std::string& id);

 private:
  std::filesystem::path waiting_;
  std::filesystem::path refused_;
};

}  // namespace llmbench::uploader
