#include "db/errors.hpp"

#include "llmbench/util/text.hpp"

#include <pqxx/pqxx>
#include <spdlog/spdlog.h>

#include <new>

namespace llmbench::db {
namespace {

struct Rule {
  std::string_view prefix;  ///< whole SQLSTATE or its class
  ErrorCode code;
  Aftermath aftermath;
  const char* message;
};

constexpr const char* kLost = "the connection to the database was lost; try again";
constexpr const char* kBusy = "the database is busy with conflicting changes; try again";

// First match wins: exact states stand before their class.
constexpr Rule kRules[] = {
    {"40001", ErrorCode::unavailable, Aftermath::retry, kBusy},
    {"40P01", ErrorCode::unavailable, Aftermath::retry, kBusy},
    {"40003", ErrorCode::unavailable, Aftermath::drop, kLost},
    {"40", ErrorCode::unavailable, Aftermath::reuse, kBusy},
    {"08", ErrorCode::unavailable, Aftermath::drop, kLost},
    {"57014", ErrorCode::timeout, Aftermath::reuse, "the database did not finish in time"},
    {"57", ErrorCode::unavailable, Aftermath::drop, "the database is restarting; try again"},
    {"58", ErrorCode::unavailable, Aftermath::drop, "the database has a problem with its storage"},
    {"55P03", ErrorCode::timeout, Aftermath::reuse,
     "the database was locked by another change for too long; try again"},
    {"25P03", ErrorCode::timeout, Aftermath::drop, "the transaction was idle for too long"},
    {"25006", ErrorCode::unavailable, Aftermath::drop, "the database accepts no changes at the moment; try again"},
    {"53100", ErrorCode::unavailable, Aftermath::reuse, "the database has no disk space left"},
    {"53300", ErrorCode::unavailable, Aftermath::drop, "the database has no free connections; try again"},
    {"53", ErrorCode::unavailable, Aftermath::reuse, "the database has run out of memory or disk space"},
    {"54", ErrorCode::too_large, Aftermath::reuse, "the data is larger than the database can take"},
    {"2BP01", ErrorCode::conflict, Aftermath::reuse,
     "something else in the database, such as a view of your own, depends on this; drop that first"},
    {"42501", ErrorCode::unavailable, Aftermath::reuse, "the database user may not do this"},
    {"23505", ErrorCode::conflict, Aftermath::reuse, "the same thing exists already"},
    {"23503", ErrorCode::conflict, Aftermath::reuse, "something this refers to does not exist or is still in use"},
    {"23P01", ErrorCode::conflict, Aftermath::reuse, "this overlaps something that exists already"},
    {"23001", ErrorCode::conflict, Aftermath::reuse, "something still refers to this"},
    {"23", ErrorCode::invalid_input, Aftermath::reuse, "a value is missing or outside of what is allowed"},
    {"22001", ErrorCode::invalid_input, Aftermath::reuse, "a text is too long"},
    {"22003", ErrorCode::invalid_input, Aftermath::reuse, "a number is too large"},
    {"22008", ErrorCode::invalid_input, Aftermath::reuse, "a time is out of range"},
    {"22021", ErrorCode::invalid_input, Aftermath::reuse, "a text is not valid UTF-8"},
    {"22P05", ErrorCode::invalid_input, Aftermath::reuse, "a text has characters that cannot be stored"},
    {"28", ErrorCode::unavailable, Aftermath::drop, "the database refused the login"},
    {"3D000", ErrorCode::unavailable, Aftermath::drop, "the database does not exist"},
    {"XX", ErrorCode::internal, Aftermath::drop, "the database reported an internal problem"},
};

constexpr const char* kInternal = "the database could not do this";

Failure make_failure(ErrorCode code, const char* message, Aftermath aftermath, const char* detail) {
  return Failure{code, message, aftermath, "", detail};
}

}  // namespace

Failure failure_of_sqlstate(std::string_view sqlstate, std::string detail) {
  for (const Rule& rule : kRules) {
    if (!sqlstate.empty() && sqlstate.substr(0, rule.prefix.size()) == rule.prefix) {
      return Failure{rule.code, rule.message, rule.aftermath, std::string{sqlstate}, std::move(detail)};
    }
  }
  const Aftermath aftermath = sqlstate.size() == 5 ? Aftermath::reuse : Aftermath::drop;
  return Failure{ErrorCode::internal, kInternal, aftermath, std::string{sqlstate}, std::move(detail)};
}

Failure failure_of_current_exception() {
  try {
    throw;
  } catch (const Error&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw;
    // libpqxx 6 derives these from transaction_rollback, which is no sql_error there and carries no SQLSTATE.
  } catch (const pqxx::deadlock_detected& e) {
    return failure_of_sqlstate("40P01", e.what());
  } catch (const pqxx::serialization_failure& e) {
    return failure_of_sqlstate("40001", e.what());
  } catch (const pqxx::statement_completion_unknown& e) {
    return failure_of_sqlstate("40003", e.what());
  } catch (const pqxx::transaction_rollback& e) {
    return failure_of_sqlstate("40000", e.what());
  } catch (const pqxx::in_doubt_error& e) {
    return make_failure(ErrorCode::unavailable,
                        "the connection to the database was lost while saving; it may or may not be stored, so send it "
                        "again (a repetition is recognised)",
                        Aftermath::drop, e.what());
  } catch (const pqxx::broken_connection& e) {
    return make_failure(ErrorCode::unavailable, kLost, Aftermath::drop, e.what());
  } catch (const pqxx::insufficient_privilege& e) {  // libpqxx 6 leaves its SQLSTATE out
    return failure_of_sqlstate("42501", e.what());
  } catch (const pqxx::sql_error& e) {
    return failure_of_sqlstate(e.sqlstate(), e.what());
  } catch (const std::exception& e) {  // usage, conversion and internal errors of the driver
    return make_failure(ErrorCode::internal, kInternal, Aftermath::drop, e.what());
  }
}

void log_failure(const Failure& failure, std::string_view doing, std::size_t held_back) {
  const auto level = failure.aftermath == Aftermath::retry    ? spdlog::level::debug
                     : failure.code == ErrorCode::internal    ? spdlog::level::err
                     : failure.code == ErrorCode::unavailable ? spdlog::level::err
                                                              : spdlog::level::warn;
  spdlog::log(level, "database: {} failed: {}{}{}{}", doing, failure.sqlstate, failure.sqlstate.empty() ? "" : " ",
              collapse_whitespace(failure.detail),
              held_back == 0 ? "" : " (and " + std::to_string(held_back) + " more times since the last such line)");
}

}  // namespace llmbench::db
