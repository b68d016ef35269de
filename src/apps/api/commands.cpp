#include "apps/api/commands.hpp"

#include "apps/api/database.hpp"

#include "llmbench/api/application.hpp"
#include "llmbench/api/openapi.hpp"
#include "llmbench/db/pool.hpp"
#include "llmbench/http/router.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/version.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <sys/wait.h>
#include <unistd.h>

namespace llmbench::apps {
namespace {

/// Runs `program` in the foreground and waits for it.
int run_and_wait(const std::string& program, const std::vector<std::string>& arguments) {
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  // Ctrl-C belongs to psql: it cancels a query there and must not end us and the cluster under it.
  std::signal(SIGINT, SIG_IGN);
  const pid_t child = ::fork();
  if (child < 0) throw Error{ErrorCode::internal, "cannot start " + program};
  if (child == 0) {
    std::signal(SIGINT, SIG_DFL);
    ::execv(program.c_str(), argv.data());
    ::_exit(127);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127) throw Error{ErrorCode::internal, "cannot start " + program};
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

int run_psql(const config::ServerSettings& settings, const std::vector<std::string>& arguments) {
  const auto database = Database::for_command(settings);
  std::vector<std::string> all{"--dbname=" + database.url()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return run_and_wait((pgembed::find_pg_bin(cluster_options(settings).pg_bin) / "psql").string(), all);
}

int print_url(const config::ServerSettings& settings) {
  if (!settings.database_url.empty()) {
    std::puts(settings.database_url.c_str());
    return 0;
  }
  const auto options = cluster_options(settings);
  const auto url = pgembed::running_cluster_url(options);
  if (!url) {
    throw Error{ErrorCode::unavailable,
                "no server runs on " + options.data_dir.string() + "; start llm-benchmark-api serve first"};
  }
  std::puts(url->c_str());
  return 0;
}

int print_openapi(const config::ServerSettings& /*settings*/) {
  db::Pool pool{{}};  // connects at the first use, and there is none
  http::Routes routes;
  const api::Application application{pool, std::string{kVersion}, routes};
  std::fputs(api::openapi_text(routes, std::string{kVersion}).c_str(), stdout);
  return 0;
}

}  // namespace llmbench::apps
