#pragma once
// The driver's types behind Result and Transaction. Included by sources of this module only.

#include "db/errors.hpp"

#include "llmbench/db/pool.hpp"

#include <pqxx/pqxx>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::db {

struct Result::Impl {
  explicit Impl(pqxx::result result);

  /// The text of one value; data() is nullptr for NULL. Throws Error{internal} when there is no such column.
  [[nodiscard]] std::string_view cell(std::size_t row, std::string_view column) const;

  pqxx::result rows;
  std::size_t row_count = 0;
  std::vector<std::string_view> columns;  ///< names, kept alive by rows
  /// Row by row, kept alive by rows. Collected once with the driver's iterators: its indexing copies two reference
  /// counts a value, which took half of the time of reading a large result.
  std::vector<std::string_view> cells;
};

/// The only place that knows how each version of the driver takes parameters.
[[nodiscard]] pqxx::result execute(pqxx::transaction_base& tx, const char* sql, const Params& params);

/// Remembers the first failure: a transaction with one can only be rolled back, even if `work` caught the error.
class Transaction::Impl {
 public:
  explicit Impl(pqxx::transaction_base& tx) : tx_(tx) {}

  template <typename Action>
  auto guarded(std::string_view doing, Action&& action) -> decltype(action(std::declval<pqxx::transaction_base&>())) {
    try {
      return action(tx_);
    } catch (...) {
      Failure failure = failure_of_current_exception();
      log_failure(failure, doing);
      const Error error = failure.error();
      if (!failure_) failure_ = std::move(failure);
      throw error;
    }
  }

  [[nodiscard]] const std::optional<Failure>& failure() const { return failure_; }
  [[nodiscard]] int next_cursor() { return ++cursors_; }

 private:
  pqxx::transaction_base& tx_;
  std::optional<Failure> failure_;
  int cursors_ = 0;
};

}  // namespace llmbench::db
