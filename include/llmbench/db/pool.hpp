#pragma once
// Connections to PostgreSQL: a bounded pool, transactions, and retries of what PostgreSQL asks to retry.
// Called by service (which owns transactions) and pgembed.

#include "llmbench/db/statement.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace llmbench::db {

/// One open transaction. The only caller of the driver's parameterised execution.
class Transaction {
 public:
  class Impl;
  explicit Transaction(Impl& impl) : impl_(impl) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  Result run(const Statement& statement, const Params& params = {});
  /// Several statements without parameters (migrations). Throws like run.
  void run_script(const std::string& name, const std::string& sql);
  /// Server-side cursor: `on_batch` gets up to `batch_rows` rows at a time until the statement has no more.
  void run_cursor(const Statement& statement, const Params& params, std::size_t batch_rows,
                  const std::function<void(const Result&)>& on_batch);

 private:
  Impl& impl_;
};

enum class Isolation { read_committed, repeatable_read_read_only, serializable };

struct PoolOptions {
  std::string url;  ///< libpq URL or key=value string
  std::size_t max_connections = 8;
  std::chrono::milliseconds acquire_timeout{5000};  ///< then Error{unavailable}
  std::chrono::milliseconds connect_timeout{5000};
  std::chrono::milliseconds statement_timeout{60000};
  std::chrono::milliseconds lock_timeout{30000};
  std::chrono::milliseconds idle_in_transaction_timeout{60000};
  std::string application_name = "llm-benchmark-api";
};

/// Thread-safe. Connections are opened on demand; one that failed with a connection-class, protocol or unknown error is
/// dropped, after an SQLSTATE error it is rolled back and reused.
class Pool {
 public:
  explicit Pool(PoolOptions options);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// Runs `work(Transaction&)` in one transaction, commits, and returns its value. Serialization failures and deadlocks
  /// are retried up to 3 times (so `work` must not have effects besides the transaction); every other failure rolls
  /// back and throws Error: unavailable for a lost or unobtainable connection, conflict for unique/foreign key
  /// violations, timeout for statement timeouts, invalid_input for check violations, internal otherwise. Details go to
  /// the log with the statement's name, never into the message.
  template <typename Work>
  auto transact(Work&& work, Isolation isolation = Isolation::read_committed) {
    using Value = std::invoke_result_t<Work, Transaction&>;
    if constexpr (std::is_void_v<Value>) {
      run_transaction([&](Transaction& tx) { work(tx); }, isolation);
    } else {
      std::optional<Value> value;
      run_transaction([&](Transaction& tx) { value.emplace(work(tx)); }, isolation);
      return std::move(*value);
    }
  }

  /// Runs one statement outside any transaction block (CREATE DATABASE, NOTIFY).
  void execute_outside_transaction(const Statement& statement);

  /// True when `SELECT 1` answers within `timeout`; never throws. Does not wait for a pool slot longer than `timeout`.
  [[nodiscard]] bool ping(std::chrono::milliseconds timeout) noexcept;

  /// Refuses new work from now on (Error{unavailable}) and waits up to `timeout` until connections are back.
  void close(std::chrono::milliseconds timeout);

  [[nodiscard]] const PoolOptions& options() const;

  struct Stats {
    std::size_t in_use = 0;   ///< connections inside a transaction
    std::size_t idle = 0;     ///< open and free
    std::size_t waiting = 0;  ///< callers that wait for one
    std::size_t errors = 0;   ///< transactions that ended as unavailable, timeout or internal, since the start
    std::size_t retries = 0;  ///< attempts after a serialization failure or deadlock, since the start
  };
  [[nodiscard]] Stats stats() const;

 private:
  void run_transaction(const std::function<void(Transaction&)>& work, Isolation isolation);
  class State;
  std::unique_ptr<State> state_;
};

/// A connection of its own that listens on a channel.
class Listener {
 public:
  Listener(const PoolOptions& options, std::string channel);
  ~Listener();
  /// True when a notification arrived within `timeout`. Reconnects by itself; a broken connection waits out the timeout
  /// and is false.
  bool wait(std::chrono::milliseconds timeout);
  /// Ends the wait() of another thread, and every later one, at once: with false.
  void interrupt() noexcept;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace llmbench::db
