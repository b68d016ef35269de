#include "llmbench/pgembed/cluster.hpp"

#include "pgembed/postmaster.hpp"

#include "llmbench/db/pool.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <mutex>
#include <poll.h>
#include <sys/eventfd.h>
#include <thread>
#include <unistd.h>

namespace llmbench::pgembed {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kTick{500};            // how often the program file is looked at
constexpr milliseconds kReplacedQuiet{1000};  // a package upgrade writes file after file: wait for its end
constexpr milliseconds kFirstPause{100};
constexpr milliseconds kLongestPause{30000};

constexpr db::Statement kRoleExists{"find_role", "SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = $1"};
// Owner of its database and no superuser: it may make the reader role and databases to restore into, and look at
// activity (doctor), but not run programs or read files of the host.
constexpr db::Statement kCreateRole{"create_role", "CREATE ROLE llm_benchmark LOGIN CREATEROLE CREATEDB"};
constexpr db::Statement kGrantMonitor{"grant_monitor", "GRANT pg_monitor TO llm_benchmark"};
constexpr db::Statement kDatabaseExists{"find_database", "SELECT 1 FROM pg_catalog.pg_database WHERE datname = $1"};

void create_role_and_database(const Endpoint& endpoint, const std::string& database) {
  db::PoolOptions options;
  options.url = socket_url(endpoint.socket_dir, endpoint.port, kSuperuser, "postgres");
  options.max_connections = 1;
  db::Pool pool{options};
  const bool has_database = pool.transact([&](db::Transaction& tx) {
    if (tx.run(kRoleExists, db::Params{}.add(kRole)).empty()) {
      tx.run(kCreateRole);
      tx.run(kGrantMonitor);
    }
    return !tx.run(kDatabaseExists, db::Params{}.add(database)).empty();
  });
  if (has_database) return;
  const std::string create =
      "CREATE DATABASE \"" + replace_all(database, "\"", "\"\"") + "\" OWNER llm_benchmark TEMPLATE template0";
  pool.execute_outside_transaction({"create_database", create.c_str()});
}

}  // namespace

class Cluster::State {
 public:
  explicit State(ClusterOptions options)
      : options_(std::move(options)),
        layout_(prepare_layout(options_)),
        lock_(lock_data_dir(layout_)),
        binaries_(choose_binaries(options_.pg_bin, read_cluster_major(layout_), layout_.cluster_dir)),
        stop_event_(::eventfd(0, EFD_CLOEXEC)) {
    if (!read_cluster_major(layout_)) {
      spdlog::info("postgresql: creating a cluster of version {} in {}", binaries_.major, layout_.cluster_dir.string());
      create_cluster(layout_, binaries_, options_.durable);
    }
    std::promise<Endpoint> started;
    auto endpoint = started.get_future();
    // PostgreSQL's death signal fires when the thread that started it ends: this one lives until it was stopped.
    supervisor_ = std::thread{[this, promise = std::move(started)]() mutable { supervise(std::move(promise)); }};
    try {
      set_endpoint(endpoint.get());
      create_role_and_database(this->endpoint(), options_.database);
    } catch (...) {
      stop();
      throw;
    }
  }

  ~State() { stop(); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void stop() {
    const std::lock_guard stopping{stop_mutex_};
    if (!supervisor_.joinable()) return;
    stop_requested_ = true;
    const std::uint64_t one = 1;
    if (::write(stop_event_.get(), &one, sizeof(one)) < 0) spdlog::warn("postgresql: the supervisor was not woken");
    supervisor_.join();
    lock_.reset();
  }

  [[nodiscard]] std::string url(const std::string& database) const {
    const Endpoint where = endpoint();
    return socket_url(where.socket_dir, where.port, kRole, database);
  }
  [[nodiscard]] const ClusterOptions& options() const { return options_; }
  [[nodiscard]] const Binaries& binaries() const { return binaries_; }
  [[nodiscard]] int pid() const { return pid_; }

 private:
  void supervise(std::promise<Endpoint> started) {
    Postmaster postmaster{layout_, binaries_, options_.durable};
    try {
      start(postmaster);
      started.set_value(postmaster.endpoint());
    } catch (...) {
      started.set_exception(std::current_exception());
      return;
    }
    milliseconds pause = kFirstPause;
    while (!stop_requested_) {
      if (!postmaster.ended() && !postmaster.program_was_replaced(kReplacedQuiet)) {
        pause = kFirstPause;
        wait(postmaster.end_descriptor(), kTick);
        continue;
      }
      try {
        restart(postmaster);
      } catch (const std::exception& e) {
        spdlog::error("postgresql: restart failed, next try in {} ms: {}", pause.count(), e.what());
        wait(-1, pause);
        pause = std::min(pause * 2, kLongestPause);
      }
    }
    postmaster.stop();
    pid_ = 0;
  }

  void start(Postmaster& postmaster) {
    postmaster.start(Clock::now() + options_.start_timeout, [this] { return !stop_requested_; });
    pid_ = postmaster.pid();
  }

  void restart(Postmaster& postmaster) {
    if (postmaster.ended()) {
      spdlog::error("postgresql: process {} ended unexpectedly, starting it again", pid_.load());
    } else {
      spdlog::info("postgresql: its program file was replaced, restarting it");
      postmaster.stop();
    }
    start(postmaster);
    set_endpoint(postmaster.endpoint());
  }

  /// Until the postmaster ends, stop() is called, or `timeout`.
  void wait(int end_descriptor, milliseconds timeout) const {
    pollfd events[] = {{stop_event_.get(), POLLIN, 0}, {end_descriptor, POLLIN, 0}};
    ::poll(events, 2, static_cast<int>(timeout.count()));
  }

  void set_endpoint(const Endpoint& endpoint) {
    const std::lock_guard lock{endpoint_mutex_};
    endpoint_ = endpoint;
  }
  [[nodiscard]] Endpoint endpoint() const {
    const std::lock_guard lock{endpoint_mutex_};
    return endpoint_;
  }

  const ClusterOptions options_;
  const Layout layout_;
  FileDescriptor lock_;
  const Binaries binaries_;
  const FileDescriptor stop_event_;
  std::atomic<bool> stop_requested_{false};
  std::atomic<int> pid_{0};
  mutable std::mutex endpoint_mutex_;  ///< guards endpoint_
  Endpoint endpoint_;
  std::mutex stop_mutex_;   ///< guards the joining of supervisor_
  std::thread supervisor_;  ///< a std::thread: stop() wakes it through stop_event_, which a stop token could not
};

Cluster::Cluster(ClusterOptions options) {
  try {
    state_ = std::make_unique<State>(std::move(options));
  } catch (const std::filesystem::filesystem_error& e) {
    throw Error{ErrorCode::unavailable, std::string{"the data directory cannot be used: "} + e.what()};
  }
}
Cluster::~Cluster() = default;

std::string Cluster::url() const {
  return state_->url(state_->options().database);
}
std::string Cluster::url(const std::string& database) const {
  return state_->url(database);
}
std::filesystem::path Cluster::bin_dir() const {
  return state_->binaries().folder;
}
int Cluster::postmaster_pid() const {
  return state_->pid();
}
void Cluster::stop() {
  state_->stop();
}

std::optional<std::string> running_cluster_url(const ClusterOptions& options) {
  std::error_code missing;
  const auto cluster_dir = std::filesystem::canonical(options.data_dir / "postgres", missing);
  if (missing) return std::nullopt;
  const auto file = read_postmaster_file(cluster_dir);
  if (!file || file->status != "ready" || !runs_in(file->pid, cluster_dir)) return std::nullopt;
  return socket_url(file->socket_dir, file->port, kRole, options.database);
}

bool has_cluster(const ClusterOptions& options) {
  std::error_code unreadable;
  return std::filesystem::exists(options.data_dir / "postgres", unreadable);
}

}  // namespace llmbench::pgembed
