#include "llmbench/service/grid_index.hpp"

#include "service/grid/change_feed.hpp"
#include "service/grid/snapshot_cell.hpp"

#include "llmbench/util/error.hpp"
#include "llmbench/util/uuid.hpp"

#include <spdlog/spdlog.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

namespace llmbench::service {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr const char* kChannel = "llm_benchmark_changes";
constexpr db::Statement kNotify{"notify_changes", "NOTIFY llm_benchmark_changes"};
constexpr milliseconds kTimer{250};
constexpr milliseconds kNotifyPause{20};
constexpr milliseconds kListenTimeout{500};
constexpr milliseconds kLongestBackoff{5'000};
constexpr auto kIdentityCheck = std::chrono::seconds{10};
constexpr auto kOldestTrusted = std::chrono::hours{12};  // change_log keeps a day
constexpr auto kCleaning = std::chrono::hours{1};

}  // namespace

class GridIndex::State {
 public:
  explicit State(db::Pool& pool) : pool_(pool), feed_(pool), nonce_(to_string(random_uuid()).substr(0, 8)) {}

  void start();
  void stop();
  void catch_up();

  [[nodiscard]] std::shared_ptr<const GridSnapshot> snapshot() const { return cell_.load(); }
  [[nodiscard]] const std::string& nonce() const { return nonce_; }
  [[nodiscard]] Stats stats() const {
    const std::lock_guard lock{stats_mutex_};
    return stats_;
  }

 private:
  void apply_for_ever(const std::stop_token& stop);
  void listen_for_ever(const std::stop_token& stop);
  void notify_for_ever(const std::stop_token& stop);
  /// Reads once; the error's text when it failed.
  [[nodiscard]] std::optional<std::string> read();
  void read_or_throw();
  void publish();
  void clean_change_log();
  void wake();

  db::Pool& pool_;
  ChangeFeed feed_;  ///< of the applier thread
  const std::string nonce_;
  SnapshotCell cell_;

  /// Guards the tickets: a caller is served by the first read that begins after it came.
  std::mutex tickets_mutex_;
  std::condition_variable_any tickets_changed_;
  std::uint64_t wanted_ = 0;  ///< last ticket given out
  std::uint64_t served_ = 0;  ///< tickets up to here are answered
  std::uint64_t failed_ = 0;  ///< tickets up to here that were not served before failed
  bool woken_ = false;
  bool running_ = false;

  std::mutex notify_mutex_;  ///< guards notify_due_
  std::condition_variable_any notify_changed_;
  bool notify_due_ = false;

  mutable std::mutex stats_mutex_;  ///< guards stats_
  Stats stats_;

  Clock::time_point last_good_read_{};
  Clock::time_point last_identity_check_{};
  Clock::time_point last_cleaning_{};
  milliseconds backoff_{0};

  std::jthread applier_;
  std::jthread listener_;
  std::jthread notifier_;
};

void GridIndex::State::start() {
  feed_.load();
  publish();
  last_good_read_ = last_identity_check_ = last_cleaning_ = Clock::now();
  {
    const std::lock_guard lock{tickets_mutex_};
    running_ = true;
  }
  applier_ = std::jthread{[this](const std::stop_token& stop) { apply_for_ever(stop); }};
  listener_ = std::jthread{[this](const std::stop_token& stop) { listen_for_ever(stop); }};
  notifier_ = std::jthread{[this](const std::stop_token& stop) { notify_for_ever(stop); }};
}

void GridIndex::State::stop() {
  for (auto* thread : {&applier_, &listener_, &notifier_}) thread->request_stop();
  for (auto* thread : {&applier_, &listener_, &notifier_}) {
    if (thread->joinable()) thread->join();
  }
  const std::lock_guard lock{tickets_mutex_};
  running_ = false;
  tickets_changed_.notify_all();
}

void GridIndex::State::catch_up() {
  std::unique_lock lock{tickets_mutex_};
  const std::uint64_t ticket = ++wanted_;
  tickets_changed_.notify_all();
  const auto& options = pool_.options();
  const auto patience = options.acquire_timeout + options.connect_timeout + options.statement_timeout;
  tickets_changed_.wait_for(lock, patience, [&] { return served_ >= ticket || failed_ >= ticket || !running_; });
  const bool is_served = served_ >= ticket;
  lock.unlock();
  {
    // Other processes are told even when our own read failed: the write is committed.
    const std::lock_guard notify_lock{notify_mutex_};
    notify_due_ = true;
  }
  notify_changed_.notify_all();
  if (!is_served) throw Error{ErrorCode::unavailable, "the database cannot be read at the moment; try again shortly"};
}

void GridIndex::State::wake() {
  {
    const std::lock_guard lock{tickets_mutex_};
    woken_ = true;
  }
  tickets_changed_.notify_all();
}

void GridIndex::State::apply_for_ever(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::uint64_t serving = 0;
    {
      std::unique_lock lock{tickets_mutex_};
      const auto is_asked = [&] { return wanted_ > std::max(served_, failed_) || woken_; };
      tickets_changed_.wait_for(lock, stop, std::max(kTimer, backoff_), is_asked);
      serving = wanted_;
      woken_ = false;
    }
    if (stop.stop_requested()) break;
    const auto problem = read();
    {
      const std::lock_guard lock{tickets_mutex_};
      (problem ? failed_ : served_) = serving;
    }
    tickets_changed_.notify_all();
    if (!problem) continue;
    backoff_ = std::min(kLongestBackoff, std::max(kTimer, 2 * backoff_));
    spdlog::warn("the grid index cannot read the database and keeps serving what it has; next try in {} ms: {}",
                 backoff_.count(), *problem);
  }
}

std::optional<std::string> GridIndex::State::read() {
  // The edge of the applier thread: whatever fails, the snapshot that is served stays.
  try {
    read_or_throw();
    return std::nullopt;
  } catch (const std::exception& error) {
    const std::lock_guard lock{stats_mutex_};
    ++stats_.failed_reads;
    return error.what();
  }
}

void GridIndex::State::read_or_throw() {
  const auto now = Clock::now();
  const bool was_broken = backoff_ > milliseconds{0};
  bool is_lost = now - last_good_read_ > kOldestTrusted;
  if (!is_lost && (was_broken || now - last_identity_check_ > kIdentityCheck)) {
    is_lost = feed_.is_another_database();
    last_identity_check_ = now;
  }
  if (is_lost) {
    spdlog::info("the grid index loads everything anew");
    feed_.load();
    publish();
  } else if (feed_.apply_changes()) {
    publish();
  }
  backoff_ = milliseconds{0};
  last_good_read_ = now;
  {
    const std::lock_guard lock{stats_mutex_};
    stats_.last_good_read = now_utc();
  }
  if (now - last_cleaning_ > kCleaning) {
    last_cleaning_ = now;
    clean_change_log();
  }
}

void GridIndex::State::clean_change_log() {
  // A failure here must not make the read before it a failed one.
  try {
    const int removed = pool_.transact([](db::Transaction& tx) { return store::delete_old_changes(tx); });
    if (removed > 0) spdlog::debug("removed {} entries of the change log that are older than a day", removed);
  } catch (const std::exception& error) {
    spdlog::warn("the change log could not be cleaned; next try in an hour: {}", error.what());
  }
}

void GridIndex::State::publish() {
  GridBuilder& builder = feed_.builder();
  cell_.store(builder.publish());
  const GridBuilder::Sizes sizes = builder.sizes();
  const std::lock_guard lock{stats_mutex_};
  stats_.version = builder.version();
  stats_.configurations = sizes.rows;
  stats_.runs = sizes.runs;
  stats_.tombstones = sizes.tombstones;
  stats_.bytes = sizes.bytes;
  stats_.compactions = sizes.compactions;
  stats_.loads = feed_.loads();
  stats_.last_good_read = now_utc();
}

void GridIndex::State::listen_for_ever(const std::stop_token& stop) {
  // Opening the connection may fail while the database is away; the timer does its work meanwhile.
  std::unique_ptr<db::Listener> listener;
  std::mutex pause_mutex;
  std::condition_variable_any pause;
  while (!stop.stop_requested()) {
    try {
      if (!listener) listener = std::make_unique<db::Listener>(pool_.options(), kChannel);
      const std::stop_callback end_the_wait{stop, [&] { listener->interrupt(); }};
      if (listener->wait(kListenTimeout)) wake();
    } catch (const std::exception& error) {
      spdlog::debug("not listening for changes at the moment: {}", error.what());
      listener.reset();
      std::unique_lock lock{pause_mutex};
      pause.wait_for(lock, stop, kListenTimeout, [] { return false; });
    }
  }
}

void GridIndex::State::notify_for_ever(const std::stop_token& stop) {
  // NOTIFY takes a lock of the whole cluster at commit: inside the writing transactions it would halve the write rate.
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock{notify_mutex_};
      if (!notify_changed_.wait_for(lock, stop, kListenTimeout, [&] { return notify_due_; })) continue;
      notify_due_ = false;
    }
    try {
      pool_.execute_outside_transaction(kNotify);
    } catch (const std::exception& error) {
      spdlog::debug("other processes were not notified and find the change by their timer: {}", error.what());
    }
    std::unique_lock lock{notify_mutex_};
    notify_changed_.wait_for(lock, stop, kNotifyPause, [] { return false; });
  }
}

GridIndex::GridIndex(db::Pool& pool) : state_(std::make_unique<State>(pool)) {}
GridIndex::~GridIndex() {
  stop();
}
void GridIndex::start() {
  state_->start();
}
void GridIndex::stop() {
  state_->stop();
}
bool GridIndex::is_ready() const {
  return state_->snapshot() != nullptr;
}
void GridIndex::catch_up() {
  state_->catch_up();
}
std::shared_ptr<const GridSnapshot> GridIndex::snapshot() const {
  auto snapshot = state_->snapshot();
  if (!snapshot) throw Error{ErrorCode::unavailable, "the server is still loading; try again shortly"};
  return snapshot;
}
const std::string& GridIndex::process_nonce() const {
  return state_->nonce();
}
GridIndex::Stats GridIndex::stats() const {
  return state_->stats();
}

}  // namespace llmbench::service
