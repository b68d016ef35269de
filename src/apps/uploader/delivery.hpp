#pragma once
// Sends the requests of one queued item and says what became of each. Used by upload and sync, by each of their threads
// with a client of its own.

#include "apps/uploader/queue/queue.hpp"
#include "apps/uploader/report.hpp"
#include "apps/uploader/upload_history.hpp"

#include "llmbench/client/api_client.hpp"

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace llmbench::uploader {

/// What happened to the requests of one command, counted by all its threads.
class Tally {
 public:
  struct Row {
    std::size_t stored = 0;
    std::size_t known = 0;  ///< already stored, or extended
    std::size_t refused = 0;
    std::size_t waiting = 0;
    std::string run_id;       ///< of any run that is stored
    std::optional<bool> met;  ///< whether the variant has scores
  };

  void add(const Outcome& outcome);
  void add_waiting(const Request& request);
  [[nodiscard]] std::map<std::string, Row> by_variant() const;
  [[nodiscard]] Row total() const;

 private:
  mutable std::mutex rows_mutex_;
  std::map<std::string, Row> rows_;
};

/// What the threads of one command share.
struct DeliveryContext {
  Report& report;
  Tally& tally;
  Queue* queue = nullptr;            ///< nullptr = it cannot be written
  UploadHistory* history = nullptr;  ///< nullptr = not kept
  /// The server is away, or allows nothing: what comes now is only kept.
  std::atomic<bool> is_closed = false;
};

class Delivery {
 public:
  Delivery(client::ApiClient& client, DeliveryContext& context) : client_(client), context_(context) {}

  /// Every request ends as stored (it leaves the item), refused (it is set aside with the reason) or still waiting in
  /// the item.
  void deliver(QueueClaim& claim);

 private:
  using Outcomes = std::vector<std::optional<Outcome>>;

  Outcomes send_runs_together(const std::vector<Request>& requests);
  Outcome send_alone(RequestKind kind, const Request& request);
  Outcome failure(const std::string& kind, const Error& error);
  void add_meeting(Outcome& outcome);
  void settle(const QueueItem& item, const Request& request, Outcome outcome);

  client::ApiClient& client_;
  DeliveryContext& context_;
};

}  // namespace llmbench::uploader
