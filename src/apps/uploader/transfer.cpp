#include "apps/uploader/transfer.hpp"

#include "llmbench/util/time.hpp"

#include <exception>
#include <utility>

namespace llmbench::uploader {
namespace {

/// The server takes 64 MiB and 100,000 runs; small batches show progress, cost little memory and little to repeat.
constexpr std::size_t kBatchRequests = 500;
constexpr std::size_t kBatchBytes = 4 << 20;
constexpr std::size_t kWaitingBatches = 2;
/// More do not make the server faster: it stores on few database connections.
constexpr std::size_t kSenders = 3;

}  // namespace

Transfer::Transfer(client::ClientOptions client_options, std::string shown_server, DeliveryContext& context)
    : client_options_(std::move(client_options)),
      shown_server_(std::move(shown_server)),
      context_(context),
      channel_(kWaitingBatches) {}

Transfer::~Transfer() {
  channel_.close();
}

void Transfer::submit(RequestKind kind, Request request) {
  Batch& batch = batches_[static_cast<int>(kind)];
  if (batch.bytes + request.body.size() > kBatchBytes) flush(kind);
  batch.bytes += request.body.size();
  batch.requests.push_back(std::move(request));
  if (batch.requests.size() >= kBatchRequests) flush(kind);
}

void Transfer::submit(QueueClaim claim) {
  hand_over(std::move(claim));
}

void Transfer::flush(RequestKind kind) {
  Batch batch = std::exchange(batches_[static_cast<int>(kind)], {});
  if (batch.requests.empty()) return;
  QueueItem item{kind, shown_server_, now_utc(), {}, std::move(batch.requests)};
  if (context_.queue != nullptr) {
    try {
      return hand_over(context_.queue->add(item));
    } catch (const Error& error) {
      context_.report.add_note(std::string{"warning: what cannot be sent will not be kept: "} + error.what());
    }
  }
  hand_over(QueueClaim{std::move(item)});
}

void Transfer::hand_over(QueueClaim claim) {
  if (senders_.size() < kSenders) senders_.emplace_back([this] { send_all(); });
  channel_.push(std::move(claim));
}

void Transfer::finish() {
  flush(RequestKind::run);
  flush(RequestKind::scores);
  channel_.close();
  senders_.clear();  // joins
}

/// The body of a thread: nothing leaves it but through the report.
void Transfer::send_all() {
  try {
    client::ApiClient client{client_options_};
    Delivery delivery{client, context_};
    while (auto claim = channel_.pop()) {
      try {
        delivery.deliver(*claim);
      } catch (const Error& error) {
        context_.report.add_error(error, ExitCode::refused);
      }
    }
  } catch (const std::exception& error) {
    context_.report.add_error(Error{ErrorCode::internal, error.what()}, ExitCode::refused);
    while (channel_.pop()) {
    }
  }
}

}  // namespace llmbench::uploader
