#include "support/test_database.hpp"

#include "llmbench/db/migrations.hpp"

#include <atomic>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace llmbench::testing {
namespace {

void execute(db::Pool& pool, const std::string& sql) {
  pool.execute_outside_transaction({"test_database", sql.c_str()});
}

}  // namespace

TempDir::TempDir() {
  std::string pattern = (std::filesystem::temp_directory_path() / "llmbench-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot create " + pattern);
  path_ = pattern;
  ::chmod(path_.c_str(), 0755);  // PostgreSQL may run as another user
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

pgembed::ClusterOptions options_in(const std::filesystem::path& data_dir) {
  pgembed::ClusterOptions options;
  options.data_dir = data_dir;
  options.durable = false;
  return options;
}

TestCluster::TestCluster() {
  cluster_ = std::make_unique<pgembed::Cluster>(options_in(dir_.path()));
  db::PoolOptions admin;
  admin.url = cluster_->url();
  admin.max_connections = 2;
  admin_ = std::make_unique<db::Pool>(admin);
}

const std::string& TestCluster::template_database() {
  if (!template_.empty()) return template_;
  const std::string name = "template_migrated";
  execute(*admin_, "CREATE DATABASE " + name);
  {
    db::PoolOptions options;
    options.url = cluster_->url(name);
    db::Pool pool{options};
    db::migrate_up(pool);
  }
  // Nobody can connect from here on: a copy needs a template without sessions.
  execute(*admin_, "ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS false");
  template_ = name;
  return template_;
}

TestCluster& test_cluster() {
  static TestCluster cluster;
  return cluster;
}

TestDatabase::TestDatabase(Contents contents) {
  static std::atomic<int> counter{0};
  name_ = "test_" + std::to_string(++counter);
  TestCluster& cluster = test_cluster();
  const std::string source = contents == Contents::migrated ? cluster.template_database() : "template0";
  execute(cluster.admin(), "CREATE DATABASE " + name_ + " TEMPLATE " + source);
  pool_ = std::make_unique<db::Pool>(pool_options());
}

TestDatabase::~TestDatabase() {
  pool_.reset();
  try {
    execute(test_cluster().admin(), "DROP DATABASE " + name_ + " WITH (FORCE)");
  } catch (const std::exception&) {
    // the cluster is thrown away at exit anyway
  }
}

void TestDatabase::go_away() {
  db::Pool& admin = test_cluster().admin();
  execute(admin, "ALTER DATABASE " + name_ + " WITH ALLOW_CONNECTIONS false");
  execute(admin, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name_ + "'");
}

std::string TestDatabase::url() const {
  return test_cluster().cluster().url(name_);
}

db::PoolOptions TestDatabase::pool_options() const {
  db::PoolOptions options;
  options.url = url();
  return options;
}

}  // namespace llmbench::testing
