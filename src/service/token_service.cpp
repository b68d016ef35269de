#include "llmbench/service/token_service.hpp"

#include "llmbench/db/pool.hpp"
#include "llmbench/store/audit_store.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/hash.hpp"
#include "llmbench/util/random.hpp"

#include <spdlog/spdlog.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace llmbench::service {
namespace {

constexpr std::chrono::minutes kLastUseIsExactTo{1};

void write_audit_entry(db::Transaction& tx, const char* did, const ApiToken& token) {
  store::insert_audit_entry(
      tx, {"token", "token", token.id, {{"did", did}, {"name", token.name}, {"scope", to_string(token.scope)}}, {}});
}

/// Whatever is wrong with the database, nobody may write because of it, and it is no fault of the client.
template <typename Work>
auto ask_database(db::Pool& pool, Work&& work) {
  try {
    return pool.transact(std::forward<Work>(work));
  } catch (const Error& error) {
    spdlog::error("tokens cannot be checked: {}", error.what());
    throw Error{ErrorCode::unavailable, "tokens cannot be checked at the moment; send the request again"};
  }
}

}  // namespace

/// Writes times of last use beside the requests: none waits for it, and a token is written at most once a minute.
class TokenService::LastUse {
 public:
  explicit LastUse(db::Pool& pool) : pool_(pool) {
    thread_ = std::jthread{[this](const std::stop_token& stop) { run(stop); }};
  }

  void note(const ApiToken& token, TimePoint now) {
    if (token.last_used_at && now - *token.last_used_at < kLastUseIsExactTo) return;
    {
      const std::lock_guard lock{mutex_};
      waiting_.emplace(token.id, now);
    }
    changed_.notify_one();
  }

 private:
  void run(const std::stop_token& stop) {
    std::unique_lock lock{mutex_};
    while (true) {
      changed_.wait(lock, stop, [this] { return !waiting_.empty(); });
      if (waiting_.empty()) return;  // stopping, and everything is written
      const auto uses = std::exchange(waiting_, {});
      lock.unlock();
      write(uses);
      lock.lock();
    }
  }

  void write(const std::map<Uuid, TimePoint>& uses) {
    try {
      pool_.transact([&](db::Transaction& tx) {
        for (const auto& [id, used_at] : uses) store::set_token_used(tx, id, used_at);
      });
    } catch (const std::exception& error) {
      spdlog::warn("the last use of {} tokens was not noted: {}", uses.size(), error.what());
    }
  }

  db::Pool& pool_;
  std::mutex mutex_;  ///< guards waiting_
  std::condition_variable_any changed_;
  std::map<Uuid, TimePoint> waiting_;
  std::jthread thread_;  ///< last: it uses the others
};

TokenService::TokenService(db::Pool& pool, Clock clock)
    : pool_(pool), clock_(std::move(clock)), last_use_(std::make_unique<LastUse>(pool)) {}
TokenService::~TokenService() = default;

CreatedToken TokenService::create(const std::string& name, TokenScope scope, std::optional<TimePoint> expires_at) {
  if (const auto problem = find_token_name_problem(name)) {
    throw Error{ErrorCode::invalid_input, "\"" + name + "\" cannot be the name of a token", {{"name", *problem}}};
  }
  CreatedToken created;
  created.text = std::string{kTokenPrefix} + random_base62(kTokenDigits);
  created.token.id = random_uuid();
  created.token.name = name;
  created.token.scope = scope;
  created.token.created_at = clock_();
  created.token.expires_at = expires_at;
  pool_.transact([&](db::Transaction& tx) {
    if (!store::insert_token(tx, created.token, sha256_hex(created.text))) {
      throw Error{ErrorCode::conflict,
                  "a token named \"" + name + "\" exists or was revoked; names are never given twice, choose another"};
    }
    write_audit_entry(tx, "create", created.token);
  });
  return created;
}

std::vector<ApiToken> TokenService::list() const {
  return pool_.transact([](db::Transaction& tx) { return store::list_tokens(tx); });
}

ApiToken TokenService::revoke(const std::string& name) {
  return pool_.transact([&](db::Transaction& tx) {
    auto token = store::find_token_for_update(tx, name);
    if (!token) throw Error{ErrorCode::not_found, "there is no token named \"" + name + "\""};
    if (token->revoked_at) return *token;
    token->revoked_at = clock_();
    store::set_token_revoked(tx, token->id, *token->revoked_at);
    write_audit_entry(tx, "revoke", *token);
    return *token;
  });
}

ApiToken TokenService::verify(std::string_view text) {
  if (!is_token_text(text)) {
    throw Error{ErrorCode::unauthorized, "what was sent is no token; a token is lbk_ and 43 letters or digits"};
  }
  const std::string hash = sha256_hex(text);
  const auto token = ask_database(pool_, [&](db::Transaction& tx) { return store::find_token_by_hash(tx, hash); });
  if (!token) throw Error{ErrorCode::unauthorized, "this server does not know the token"};
  const TimePoint now = clock_();
  switch (token_state(*token, now)) {
    case TokenState::revoked:
      throw Error{ErrorCode::unauthorized, "the token " + token->name + " was revoked"};
    case TokenState::expired:
      throw Error{ErrorCode::unauthorized,
                  "the token " + token->name + " expired on " + format_rfc3339(*token->expires_at)};
    case TokenState::valid:
      break;
  }
  last_use_->note(*token, now);
  return *token;
}

store::TokenCounts TokenService::count() const {
  return ask_database(pool_, [&](db::Transaction& tx) { return store::count_tokens(tx, clock_()); });
}

}  // namespace llmbench::service
