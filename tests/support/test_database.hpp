#pragma once
// A real PostgreSQL for tests: one private cluster a process, one fresh database with our schema a TestDatabase.

#include "llmbench/db/pool.hpp"
#include "llmbench/pgembed/cluster.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace llmbench::testing {

/// A folder of its own under the temporary directory that other users may enter; removed with everything in it.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Settings of a cluster that need not survive a crash of the machine.
[[nodiscard]] pgembed::ClusterOptions options_in(const std::filesystem::path& data_dir);

class TestCluster {
 public:
  TestCluster();
  TestCluster(const TestCluster&) = delete;
  TestCluster& operator=(const TestCluster&) = delete;

  [[nodiscard]] pgembed::Cluster& cluster() { return *cluster_; }
  /// Connected to the database `llm_benchmark`, to create and drop others.
  [[nodiscard]] db::Pool& admin() { return *admin_; }
  /// A database with all migrations applied that nobody is connected to; made at the first call.
  [[nodiscard]] const std::string& template_database();

 private:
  TempDir dir_;
  std::unique_ptr<pgembed::Cluster> cluster_;
  std::unique_ptr<db::Pool> admin_;
  std::string template_;
};

/// The one cluster of this process, started at the first call and stopped at exit.
[[nodiscard]] TestCluster& test_cluster();

class TestDatabase {
 public:
  enum class Contents { migrated, empty };
  explicit TestDatabase(Contents contents = Contents::migrated);
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::string url() const;
  /// Options of pool(), to open another one with changes.
  [[nodiscard]] db::PoolOptions pool_options() const;
  [[nodiscard]] db::Pool& pool() { return *pool_; }
  /// Ends all its connections and takes no others any more.
  void go_away();

 private:
  std::string name_;
  std::unique_ptr<db::Pool> pool_;
};

}  // namespace llmbench::testing
