#pragma once
// A fresh database with the services that store and show runs.

#include "support/runs.hpp"
#include "support/test_database.hpp"

#include "llmbench/api/service_set.hpp"
#include "llmbench/store/run_store.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace llmbench::testing {

class UploadTest : public ::testing::Test {
 protected:
  UploadTest() { index_.start(); }
  ~UploadTest() override { index_.stop(); }

  service::RunUploadOutcome upload(const ExperimentRun& run) { return uploads_.upload_run(run, kReceivedAt); }
  service::RunUploadOutcome upload(const RunBuilder& run) { return upload(run.build()); }

  std::vector<Metric> metrics_of(const Uuid& run_id) {
    return database_.pool().transact([&](db::Transaction& tx) { return store::list_metrics(tx, run_id); });
  }
  std::vector<std::string> metric_names_of(const Uuid& run_id) {
    std::vector<std::string> names;
    for (const Metric& metric : metrics_of(run_id)) names.push_back(metric.name);
    return names;
  }
  service::RunDetail detail_of(const Uuid& run_id) { return details_.get_detail(run_id, std::nullopt); }

  /// The column `text` of every row.
  std::vector<std::string> texts(const std::string& sql) {
    return database_.pool().transact([&](db::Transaction& tx) {
      std::vector<std::string> values;
      for (const db::Row row : tx.run({"test", sql.c_str()})) values.push_back(row.get<std::string>("text"));
      return values;
    });
  }
  int count(const std::string& table) { return std::stoi(texts("SELECT count(*)::text AS text FROM " + table).at(0)); }
  void run_sql(const std::string& sql) {
    database_.pool().transact([&](db::Transaction& tx) { tx.run_script("test", sql); });
  }

  static inline const TimePoint kReceivedAt = at("2025-07-01T08:00:00.123456Z");
  TestDatabase database_;
  api::ServiceSet set_{database_.pool(), "test"};
  service::GridIndex& index_ = set_.services().grid;
  service::UploadService& uploads_ = set_.services().uploads;
  service::DetailService& details_ = set_.services().details;
};

}  // namespace llmbench::testing
