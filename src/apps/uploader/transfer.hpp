#pragma once
// From requests to a server: batches, the queue on disk, and a few threads that send. Memory stays bounded however many
// requests come: a full pipeline makes the reader wait.

#include "apps/uploader/bounded_channel.hpp"
#include "apps/uploader/delivery.hpp"

#include "llmbench/client/api_client.hpp"

#include <string>
#include <thread>
#include <vector>

namespace llmbench::uploader {

class Transfer {
 public:
  /// `shown_server` is what queued items are for.
  Transfer(client::ClientOptions client_options, std::string shown_server, DeliveryContext& context);
  ~Transfer();

  /// Joins a batch of its kind; a full batch is written to the queue and sent. Waits while the pipeline is full.
  void submit(RequestKind kind, Request request);
  /// An item that another command has queued.
  void submit(QueueClaim claim);
  /// Sends what is left and waits until all of it is settled. Nothing may be submitted after it.
  void finish();

 private:
  struct Batch {
    std::vector<Request> requests;
    std::size_t bytes = 0;
  };

  void flush(RequestKind kind);
  void hand_over(QueueClaim claim);
  void send_all();

  client::ClientOptions client_options_;
  std::string shown_server_;
  DeliveryContext& context_;
  Batch batches_[2];
  BoundedChannel<QueueClaim> channel_;
  std::vector<std::jthread> senders_;
};

}  // namespace llmbench::uploader
