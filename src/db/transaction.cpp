#include "db/driver.hpp"

#include "llmbench/util/text.hpp"

#if defined(__SANITIZE_ADDRESS__)
// libpqxx 6 forgets a result when the connection is lost while it arrives ("could not obtain client encoding").
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libpqxx-6\n";
}
#endif

namespace llmbench::db {

pqxx::result execute(pqxx::transaction_base& tx, const char* sql, const Params& params) {
#if defined(PQXX_VERSION_MAJOR) && PQXX_VERSION_MAJOR >= 7
  pqxx::params values;
  for (const auto& value : params.values()) {
    if (value) {
      values.append(*value);
    } else {
      values.append();
    }
  }
#if PQXX_VERSION_MAJOR > 7 || PQXX_VERSION_MINOR >= 10
  return tx.exec(sql, values);
#else
  return tx.exec_params(sql, values);
#endif
#else
  std::vector<const char*> values;  // texts have no NUL: Params refuses them
  values.reserve(params.values().size());
  for (const auto& value : params.values()) values.push_back(value ? value->c_str() : nullptr);
  return tx.exec_params(sql, pqxx::prepare::make_dynamic_params(values));
#endif
}

Result Transaction::run(const Statement& statement, const Params& params) {
  return impl_.guarded(statement.name, [&](pqxx::transaction_base& tx) {
    return Result{std::make_shared<Result::Impl>(execute(tx, statement.sql, params))};
  });
}

void Transaction::run_script(const std::string& name, const std::string& sql) {
  impl_.guarded(name, [&](pqxx::transaction_base& tx) { tx.exec(sql); });
}

void Transaction::run_cursor(const Statement& statement, const Params& params, std::size_t batch_rows,
                             const std::function<void(const Result&)>& on_batch) {
  if (batch_rows == 0) throw Error{ErrorCode::internal, "a cursor needs batches of at least one row"};
  std::string_view select = trim(statement.sql);
  while (!select.empty() && select.back() == ';') select = trim(select.substr(0, select.size() - 1));
  const std::string cursor = "llmbench_cursor_" + std::to_string(impl_.next_cursor());
  const std::string declare = "DECLARE " + cursor + " NO SCROLL CURSOR FOR " + std::string{select};
  const std::string fetch = "FETCH FORWARD " + std::to_string(batch_rows) + " FROM " + cursor;
  const std::string close = "CLOSE " + cursor;
  run(Statement{statement.name, declare.c_str()}, params);
  while (true) {
    const Result batch = run(Statement{statement.name, fetch.c_str()});
    if (!batch.empty()) on_batch(batch);
    if (batch.size() < batch_rows) break;
  }
  run(Statement{statement.name, close.c_str()});
}

}  // namespace llmbench::db
