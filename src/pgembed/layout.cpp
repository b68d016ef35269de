#include "pgembed/layout.hpp"

#include "llmbench/util/error.hpp"
#include "llmbench/util/hash.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <clocale>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace llmbench::pgembed {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMaxLogBytes = 10U * 1024U * 1024U;
constexpr std::size_t kMaxSocketPath = 107;

[[noreturn]] void fail(const std::string& message) {
  throw Error{ErrorCode::unavailable, message};
}

/// Creates what is missing of `folder`; the new parts can be entered by everybody (the cluster inside is private),
/// because PostgreSQL may run as another user.
void create_folders(const fs::path& folder) {
  std::vector<fs::path> missing;
  std::error_code problem;
  for (fs::path at = folder; !at.empty() && !fs::exists(at, problem); at = at.parent_path()) {
    if (problem) fail("'" + at.string() + "' cannot be reached: " + problem.message() + "; choose another --data-dir");
    missing.push_back(at);
    if (at == at.parent_path()) break;
  }
  for (auto at = missing.rbegin(); at != missing.rend(); ++at) {
    if (::mkdir(at->c_str(), 0755) != 0 && errno != EEXIST) {
      fail("the folder '" + at->string() + "' cannot be created: " + std::strerror(errno) +
           "; choose another place with --data-dir");
    }
    ::chmod(at->c_str(), 0755);  // whatever the umask says
  }
  if (!fs::is_directory(folder, problem)) fail("'" + folder.string() + "' is not a folder; choose another --data-dir");
}

void check_reachable(const Layout& layout) {
  std::vector<fs::path> parents;
  fs::path so_far;
  for (const fs::path& part : layout.data_dir) {
    so_far /= part;
    parents.push_back(so_far);
  }
  if (const auto closed = first_not_enterable(layout.pg_user, parents)) {
    fail("PostgreSQL runs as user '" + layout.pg_user.name + "', who may not enter '" + closed->string() +
         "'; allow it (chmod o+x '" + closed->string() + "') or choose another place with --data-dir");
  }
}

OsUser choose_pg_user(const OsUser& server_user, const std::string& wanted) {
  if (server_user.uid != 0) return server_user;
  const auto user = find_user(wanted);
  if (!user) {
    fail("PostgreSQL refuses to run as root and there is no user '" + wanted + "'; create it (useradd --system " +
         wanted + ") or name another one with --pg-user");
  }
  if (user->uid == 0) fail("PostgreSQL refuses to run as root; name another user with --pg-user");
  return *user;
}

void give_to(const OsUser& user, const fs::path& path) {
  if (::geteuid() == 0 && ::lchown(path.c_str(), user.uid, user.gid) != 0) {
    fail("'" + path.string() + "' cannot be given to user '" + user.name + "': " + std::strerror(errno));
  }
}

void check_owner(const Layout& layout) {
  struct stat status {};
  if (::stat(layout.cluster_dir.c_str(), &status) != 0 || status.st_uid == layout.pg_user.uid) return;
  fail("'" + layout.cluster_dir.string() + "' belongs to user id " + std::to_string(status.st_uid) +
       ", but PostgreSQL would run as '" + layout.pg_user.name + "'; start the server as its owner, or as root with " +
       "--pg-user");
}

/// C.UTF-8 sorts like C everywhere, so an index never breaks when the system's locales change.
std::string choose_locale() {
  const locale_t locale = ::newlocale(LC_ALL_MASK, "C.UTF-8", nullptr);
  if (locale == nullptr) return "C";
  ::freelocale(locale);
  return "C.UTF-8";
}

void write_file(const Layout& layout, const fs::path& path, const std::string& text) {
  const fs::path next = path.string() + ".new";
  {
    std::ofstream out{next, std::ios::binary | std::ios::trunc};
    out << text;
    out.flush();
    if (!out) fail("'" + next.string() + "' cannot be written: " + std::strerror(errno));
  }
  ::chmod(next.c_str(), 0600);
  give_to(layout.pg_user, next);
  fs::rename(next, path);
}

/// An existing folder is used only if it is the pg user's own and closed to others: in a shared /tmp anybody could have
/// put it there.
bool take_private_folder(const fs::path& folder, const OsUser& owner) {
  if (::mkdir(folder.c_str(), 0700) == 0) {
    give_to(owner, folder);
    return true;
  }
  if (errno != EEXIST) return false;
  struct stat status {};
  return ::lstat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == owner.uid &&
         (status.st_mode & 0777) == 0700;
}

std::string percent_encoded(const std::string& text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '-' || c == '_' || c == '.' || c == '~') {
      out += c;
    } else {
      out += '%';
      out += kDigits[byte >> 4U];
      out += kDigits[byte & 15U];
    }
  }
  return out;
}

}  // namespace

fs::path default_data_dir() {
  if (const char* state = std::getenv("STATE_DIRECTORY")) return split(state, ':').front();  // a systemd service
  if (::geteuid() == 0) return "/var/lib/llm-benchmark";
  if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data == '/') {
    return fs::path{data} / "llm-benchmark";
  }
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/') {
    return fs::path{home} / ".local/share/llm-benchmark";
  }
  fail("there is no home directory to keep the data in; name a place with --data-dir");
}

std::optional<OsUser> Layout::other_user() const {
  if (pg_user.uid == server_user.uid) return std::nullopt;
  return pg_user;
}

Layout prepare_layout(const ClusterOptions& options) {
  Layout layout;
  layout.server_user = current_user();
  layout.pg_user = choose_pg_user(layout.server_user, options.pg_user);
  const fs::path wanted = fs::absolute(options.data_dir);
  create_folders(wanted.has_filename() ? wanted : wanted.parent_path());
  layout.data_dir = fs::canonical(wanted);
  layout.cluster_dir = layout.data_dir / "postgres";
  layout.log_file = layout.data_dir / "postgres.log";
  layout.lock_file = layout.data_dir / "llm-benchmark.lock";
  check_reachable(layout);
  check_owner(layout);
  return layout;
}

FileDescriptor lock_data_dir(const Layout& layout) {
  FileDescriptor lock{::open(layout.lock_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)};
  if (!lock.valid()) fail("'" + layout.lock_file.string() + "' cannot be opened: " + std::strerror(errno));
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    std::string owner;
    std::getline(std::ifstream{layout.lock_file}, owner);
    fail("the data directory '" + layout.data_dir.string() + "' is in use by another llm-benchmark-api (process " +
         (owner.empty() ? "unknown" : owner) + "); stop it or choose another --data-dir");
  }
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(lock.get(), 0) != 0 || ::pwrite(lock.get(), pid.data(), pid.size(), 0) < 0) {
    fail("'" + layout.lock_file.string() + "' cannot be written: " + std::strerror(errno));
  }
  return lock;
}

std::optional<int> read_cluster_major(const Layout& layout) {
  std::ifstream in{layout.cluster_dir / "PG_VERSION"};
  std::string text;
  if (!std::getline(in, text)) {
    std::error_code ignored;
    if (fs::exists(layout.cluster_dir, ignored) && !fs::is_empty(layout.cluster_dir, ignored)) {
      fail("'" + layout.cluster_dir.string() + "' is not empty but holds no PostgreSQL cluster; move it away");
    }
    return std::nullopt;
  }
  const auto major = parse_integer(trim(text));
  if (!major) fail("'" + (layout.cluster_dir / "PG_VERSION").string() + "' does not hold a version");
  return static_cast<int>(*major);
}

void create_cluster(const Layout& layout, const Binaries& binaries, bool durable) {
  const fs::path fresh = layout.data_dir / "postgres.new";
  fs::remove_all(fresh);  // of an earlier start that was interrupted
  if (::mkdir(fresh.c_str(), 0700) != 0) {
    fail("the folder '" + fresh.string() + "' cannot be created: " + std::strerror(errno));
  }
  give_to(layout.pg_user, fresh);
  Command command;
  command.program = binaries.folder / "initdb";
  command.arguments = {"--pgdata=" + fresh.string(),
                       std::string{"--username="} + kSuperuser,
                       "--auth-local=peer",
                       "--auth-host=reject",
                       "--encoding=UTF8",
                       "--data-checksums",
                       "--locale=" + choose_locale(),
                       "--no-instructions"};
  if (!durable) command.arguments.emplace_back("--no-sync");
  command.user = layout.other_user();
  const Finished finished = run(command, std::chrono::minutes{5});
  if (finished.exit_code != 0) {
    std::ofstream{layout.log_file, std::ios::app} << finished.output;
    const auto lines = split(trim(finished.output), '\n');
    fail("initdb could not create the database in '" + fresh.string() + "': " + lines.back());
  }
  std::error_code ignored;
  fs::remove(layout.cluster_dir, ignored);  // an empty folder
  fs::rename(fresh, layout.cluster_dir);
}

void write_access_rules(const Layout& layout) {
  write_file(layout, layout.cluster_dir / "pg_hba.conf",
             "# Written at every start of llm-benchmark-api: changes here are lost.\n"
             "local all all peer map=llm_benchmark\n"
             "local replication all peer map=llm_benchmark\n");
  std::string map = "# Written at every start of llm-benchmark-api: changes here are lost.\n";
  std::vector<std::string> users{"root"};
  for (const std::string& name : {layout.server_user.name, layout.pg_user.name}) {
    if (std::find(users.begin(), users.end(), name) == users.end()) users.push_back(name);
  }
  // These three can read the files of the cluster anyway, so they may also be its superuser.
  for (const std::string& user : users) {
    map += "llm_benchmark \"" + user + "\" " + kRole + "\n";
    map += "llm_benchmark \"" + user + "\" " + kSuperuser + "\n";
  }
  write_file(layout, layout.cluster_dir / "pg_ident.conf", map);
}

fs::path prepare_socket_dir(const Layout& layout) {
  const std::string name = "llm-benchmark-" + sha256_hex(layout.data_dir.string()).substr(0, 10);
  std::vector<fs::path> parents;
  if (layout.server_user.uid == 0) parents.emplace_back("/run");
  if (const char* runtime = std::getenv("XDG_RUNTIME_DIR"); runtime != nullptr && layout.server_user.uid != 0) {
    parents.emplace_back(runtime);
  }
  std::error_code ignored;
  parents.push_back(fs::temp_directory_path(ignored));
  parents.emplace_back("/tmp");
  const std::string socket = "/.s.PGSQL." + std::to_string(kPort) + ".lock";
  for (const fs::path& parent : parents) {
    if (!parent.is_absolute()) continue;
    for (const std::string& suffix : {std::string{}, "-" + std::to_string(layout.pg_user.uid)}) {
      const fs::path folder = parent / (name + suffix);
      if (folder.string().size() + socket.size() > kMaxSocketPath) continue;
      if (!take_private_folder(folder, layout.pg_user)) continue;
      if (!layout.other_user() || !first_not_enterable(layout.pg_user, {parent, folder})) return folder;
    }
  }
  fail("there is no place for the database's socket: neither /run nor the temporary directory can be written");
}

std::vector<std::string> server_arguments(const Layout& layout, const fs::path& socket_dir, bool durable) {
  std::vector<std::string> settings{"listen_addresses=",
                                    "port=" + std::to_string(kPort),
                                    "unix_socket_directories=" + socket_dir.string(),
                                    "unix_socket_permissions=0700",
                                    "external_pid_file=",
                                    "hba_file=" + (layout.cluster_dir / "pg_hba.conf").string(),
                                    "ident_file=" + (layout.cluster_dir / "pg_ident.conf").string(),
                                    "logging_collector=off",
                                    "log_destination=stderr",
                                    "log_line_prefix=%m [%p] "};
  if (!durable) {
    for (const char* setting : {"fsync=off", "full_page_writes=off"}) settings.emplace_back(setting);
  }
  std::vector<std::string> arguments{"-D", layout.cluster_dir.string()};
  for (const std::string& setting : settings) {
    arguments.emplace_back("-c");
    arguments.push_back(setting);
  }
  return arguments;
}

FileDescriptor open_log(const Layout& layout) {
  std::error_code missing;
  if (const auto size = fs::file_size(layout.log_file, missing); !missing && size > kMaxLogBytes) {
    fs::rename(layout.log_file, layout.log_file.string() + ".1", missing);
  }
  FileDescriptor log{::open(layout.log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640)};
  if (!log.valid()) fail("'" + layout.log_file.string() + "' cannot be written: " + std::strerror(errno));
  return log;
}

std::string last_problem(const Layout& layout) {
  std::ifstream in{layout.log_file, std::ios::ate};
  const auto size = static_cast<std::streamoff>(in.tellg());
  in.seekg(std::max<std::streamoff>(0, size - 8192));
  std::string last;
  for (std::string line; std::getline(in, line);) {
    for (const std::string_view level : {"FATAL:  ", "PANIC:  ", "postgres: "}) {
      if (const auto at = line.find(level); at != std::string::npos) last = line.substr(at);
    }
  }
  return last;
}

std::string socket_url(const fs::path& socket_dir, int port, const std::string& role, const std::string& database) {
  return "postgresql://" + percent_encoded(role) + "@/" + percent_encoded(database) +
         "?host=" + percent_encoded(socket_dir.string()) + "&port=" + std::to_string(port);
}

}  // namespace llmbench::pgembed
