#include "llmbench/db/pool.hpp"

#include "db/raw_connection.hpp"
#include "db/session.hpp"

#include "llmbench/util/error.hpp"

#include <spdlog/spdlog.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <random>
#include <thread>

namespace llmbench::db {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kRetries = 3;
/// While the database is away every request fails to connect.
constexpr std::chrono::seconds kConnectFailureLogInterval{5};

const char* isolation_sql(Isolation isolation) {
  switch (isolation) {
    case Isolation::read_committed:
      return nullptr;
    case Isolation::repeatable_read_read_only:
      return "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
    case Isolation::serializable:
      return "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE";
  }
  return nullptr;
}

/// Spreads colliding transactions: 0 to 10 ms more with every attempt.
void back_off(int attempt) {
  thread_local std::minstd_rand random{std::random_device{}()};
  std::uniform_int_distribution<int> up_to{1, 10000 * attempt};
  std::this_thread::sleep_for(std::chrono::microseconds{up_to(random)});
}

[[noreturn]] void fail(Failure failure, std::string_view doing) {
  log_failure(failure, doing);
  throw failure.error();
}

}  // namespace

class Pool::State {
 public:
  explicit State(PoolOptions options) : options_(std::move(options)), parameters_(connection_parameters(options_)) {
    if (options_.max_connections == 0) throw Error{ErrorCode::invalid_input, "a pool needs at least one connection"};
  }

  /// A slot of the pool and the session in it. Gives both back; the session only when keep() was called.
  class Lease {
   public:
    Lease(State& state, std::unique_ptr<Session> session) : state_(state), session_(std::move(session)) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() { state_.give_back(kept_ ? std::move(session_) : nullptr); }

    [[nodiscard]] Session& session() { return *session_; }
    [[nodiscard]] bool reused() const { return reused_; }
    void keep() { kept_ = true; }
    /// The session as it was, or a new one when the server closed it meanwhile.
    void make_usable() {
      if (session_ && session_->looks_alive()) {
        reused_ = true;
      } else {
        reopen();
      }
    }
    void reopen() {
      session_.reset();
      reused_ = false;
      session_ = std::make_unique<Session>(state_.options_, state_.connect_failures_);
    }

   private:
    State& state_;
    std::unique_ptr<Session> session_;
    bool kept_ = false;
    bool reused_ = false;
  };

  /// Waits for a slot; the caller's Lease returns it.
  [[nodiscard]] std::unique_ptr<Session> take_slot();
  void give_back(std::unique_ptr<Session> session);

  /// Exclusive use of the connection for health checks; nothing when others hold it until `deadline`.
  class PingTurn {
   public:
    PingTurn(State& state, Clock::time_point deadline) : state_(state) {
      std::unique_lock lock{state_.ping_mutex_};
      taken_ = state_.ping_done_.wait_until(lock, deadline, [&] { return !state_.ping_busy_; });
      if (taken_) state_.ping_busy_ = true;
    }
    ~PingTurn() {
      if (!taken_) return;
      {
        const std::lock_guard lock{state_.ping_mutex_};
        state_.ping_busy_ = false;
      }
      state_.ping_done_.notify_one();
    }
    PingTurn(const PingTurn&) = delete;
    PingTurn& operator=(const PingTurn&) = delete;
    [[nodiscard]] bool taken() const { return taken_; }

   private:
    State& state_;
    bool taken_ = false;
  };

  /// One attempt of a transaction. False when it has to be run again.
  bool attempt(const std::function<void(Transaction&)>& work, Isolation isolation, bool may_retry);
  void execute_outside_transaction(const Statement& statement);
  [[nodiscard]] bool ping(Clock::time_point deadline);
  void close(Clock::time_point deadline);
  [[nodiscard]] const PoolOptions& options() const { return options_; }
  void count_retry() { ++retries_; }
  void count_error(const Error& error) {
    const bool of_the_client = error.code() != ErrorCode::unavailable && error.code() != ErrorCode::timeout &&
                               error.code() != ErrorCode::internal;
    if (!of_the_client) ++errors_;
  }
  [[nodiscard]] Stats stats() const {
    const std::lock_guard lock{slots_mutex_};
    return {.in_use = in_use_, .idle = idle_.size(), .waiting = waiting_, .errors = errors_, .retries = retries_};
  }

 private:
  [[nodiscard]] std::unique_ptr<pqxx::work> begin(Lease& lease, Isolation isolation);

  const PoolOptions options_;
  const ConnectionParameters parameters_;
  Throttle connect_failures_{kConnectFailureLogInterval};

  mutable std::mutex slots_mutex_;  ///< guards idle_, in_use_, waiting_, closed_
  std::condition_variable slot_free_;
  std::vector<std::unique_ptr<Session>> idle_;
  std::size_t in_use_ = 0;
  std::size_t waiting_ = 0;
  bool closed_ = false;
  std::atomic<std::size_t> errors_{0};
  std::atomic<std::size_t> retries_{0};

  // No std::timed_mutex: the thread sanitizer of g++ 12 does not see it being locked.
  std::mutex ping_mutex_;  ///< guards ping_busy_; who set it owns ping_connection_
  std::condition_variable ping_done_;
  bool ping_busy_ = false;
  std::unique_ptr<RawConnection> ping_connection_;
};

std::unique_ptr<Session> Pool::State::take_slot() {
  std::unique_lock lock{slots_mutex_};
  ++waiting_;
  const bool free = slot_free_.wait_for(lock, options_.acquire_timeout,
                                        [&] { return closed_ || in_use_ < options_.max_connections; });
  --waiting_;
  if (closed_) throw Error{ErrorCode::unavailable, "the server is stopping"};
  if (!free) throw Error{ErrorCode::unavailable, "all connections to the database are busy; try again"};
  std::unique_ptr<Session> session;
  if (!idle_.empty()) {  // the one used last: its caches are warm, and surplus ones stay idle
    session = std::move(idle_.back());
    idle_.pop_back();
  }
  ++in_use_;
  return session;
}

void Pool::State::give_back(std::unique_ptr<Session> session) {
  {
    const std::lock_guard lock{slots_mutex_};
    --in_use_;
    if (session && !closed_) idle_.push_back(std::move(session));
  }
  slot_free_.notify_all();  // close() and take_slot() wait for different things
}

std::unique_ptr<pqxx::work> Pool::State::begin(Lease& lease, Isolation isolation) {
  lease.make_usable();
  while (true) {
    const bool reused = lease.reused();
    std::optional<Failure> failure;
    try {
      auto tx = std::make_unique<pqxx::work>(lease.session().connection());
      // libpqxx 7 sends BEGIN here, libpqxx 6 with the first statement. Nothing of the caller has run yet, so a stale
      // connection may be replaced; what looks_alive cannot see in time reaches the caller as "unavailable".
      if (const char* sql = isolation_sql(isolation)) tx->exec(sql);
      if (lease.session().is_original()) return tx;
    } catch (...) {
      failure = failure_of_current_exception();
    }
    if (failure && (!reused || failure->aftermath != Aftermath::drop)) fail(*failure, "BEGIN");
    lease.reopen();
  }
}

bool Pool::State::attempt(const std::function<void(Transaction&)>& work, Isolation isolation, bool may_retry) {
  Lease lease{*this, take_slot()};
  auto tx = begin(lease, isolation);
  Transaction::Impl impl{*tx};
  try {
    Transaction transaction{impl};
    work(transaction);
    // Work that swallowed a failure must not look committed: PostgreSQL answers such a COMMIT with a silent rollback.
    if (impl.failure()) throw impl.failure()->error();
    impl.guarded("COMMIT", [&](pqxx::transaction_base&) { tx->commit(); });
    tx.reset();
    lease.keep();
    return true;
  } catch (...) {
    const auto aftermath = impl.failure() ? impl.failure()->aftermath : Aftermath::reuse;
    if (aftermath != Aftermath::drop) {
      try {
        tx->abort();
        tx.reset();
        if (lease.session().looks_alive()) lease.keep();
      } catch (const std::exception& e) {
        spdlog::warn("database: ROLLBACK failed: {}", e.what());
      }
    }
    if (aftermath == Aftermath::retry && may_retry) return false;
    throw;
  }
}

void Pool::State::execute_outside_transaction(const Statement& statement) {
  Lease lease{*this, take_slot()};
  lease.make_usable();
  std::optional<Failure> failure;
  try {
    pqxx::nontransaction session{lease.session().connection()};
    session.exec(statement.sql);
  } catch (...) {
    failure = failure_of_current_exception();
  }
  const bool usable = !failure || failure->aftermath != Aftermath::drop;
  if (usable && lease.session().looks_alive()) lease.keep();
  if (failure) fail(*failure, statement.name);
}

bool Pool::State::ping(Clock::time_point deadline) {
  // A connection of its own: health does not depend on how busy the pool is.
  const PingTurn turn{*this, deadline};
  if (!turn.taken()) return false;
  if (ping_connection_) {
    if (ping_connection_->execute("SELECT 1", deadline)) return true;
    ping_connection_.reset();  // perhaps the server was restarted: one more try on a new connection
  }
  auto connection = std::make_unique<RawConnection>(parameters_, deadline);
  if (!connection->execute("SELECT 1", deadline)) return false;
  ping_connection_ = std::move(connection);
  return true;
}

void Pool::State::close(Clock::time_point deadline) {
  std::vector<std::unique_ptr<Session>> idle;  // disconnected after the lock is released
  {
    std::unique_lock lock{slots_mutex_};
    closed_ = true;
    slot_free_.notify_all();
    idle.swap(idle_);
    if (!slot_free_.wait_until(lock, deadline, [&] { return in_use_ == 0; })) {
      spdlog::warn("database: {} connections are still busy at closing", in_use_);
    }
  }
  const PingTurn turn{*this, deadline};
  if (turn.taken()) ping_connection_.reset();
}

Pool::Pool(PoolOptions options) : state_(std::make_unique<State>(std::move(options))) {}
Pool::~Pool() = default;

void Pool::run_transaction(const std::function<void(Transaction&)>& work, Isolation isolation) {
  try {
    for (int attempt = 1; !state_->attempt(work, isolation, attempt <= kRetries); ++attempt) {
      state_->count_retry();
      back_off(attempt);
    }
  } catch (const Error& error) {
    state_->count_error(error);
    throw;
  }
}

void Pool::execute_outside_transaction(const Statement& statement) {
  state_->execute_outside_transaction(statement);
}

bool Pool::ping(std::chrono::milliseconds timeout) noexcept {
  try {
    return state_->ping(Clock::now() + timeout);
  } catch (const std::exception& e) {
    spdlog::debug("database: ping failed: {}", e.what());
    return false;
  }
}

void Pool::close(std::chrono::milliseconds timeout) {
  state_->close(Clock::now() + timeout);
}

const PoolOptions& Pool::options() const {
  return state_->options();
}

Pool::Stats Pool::stats() const {
  return state_->stats();
}

}  // namespace llmbench::db
