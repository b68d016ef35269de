// Whoever pages through a list while others upload gets every row that did not change exactly once.

#include "support/running_application.hpp"
#include "support/wait_until.hpp"

#include "llmbench/util/json.hpp"
#include "llmbench/util/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <semaphore>

namespace llmbench::testing {
namespace {

constexpr int kStoredRuns = 60;
constexpr int kMovingRuns = 10;

std::string digits(int number) {
  const std::string text = std::to_string(number);
  return std::string(3 - std::min<std::size_t>(3, text.size()), '0') + text;
}

/// One run, each model on a machine of its own.
std::string run_body(const std::string& model, int number, double speed) {
  const Json metric{{"metric_name", "tokens_per_second"}, {"value", speed}, {"unit", "tok/s"}};
  const Json memory{{"metric_name", "memory_usage_gb"}, {"value", 4 + number % 7}, {"unit", "GB"}};
  const Json score{{"type", "GSM8K"}, {"data", {{"problems_solved", 500 + number}, {"total_problems", 1319}}}};
  return dump_json(Json{{"experiment_run",
                         {{"model_name", model},
                          {"quantization", "Q4_K_M"},
                          {"backend", "llama.cpp"},
                          {"hardware_config", {{"gpu_model", "RTX 4090"}, {"machine_name", "machine-" + model}}},
                          {"performance_metrics", {metric, memory}},
                          {"benchmark_scores", {score}},
                          {"load", "single"},
                          {"timestamp", "2025-06-08T12:" + digits(number % 60).substr(1) + ":00Z"}}}});
}

/// A list to page through; `query` begins with '?'.
struct PagedList {
  std::string path;
  std::string query;
};

struct Page {
  std::vector<std::string> rows;  ///< whole rows: one that changed is another row
  std::string next;               ///< target of the next page; "" on the last one
};

class Paging : public ::testing::Test {
 protected:
  Paging() {
    for (int number = 0; number < kStoredRuns; ++number) upload("stored-" + digits(number), number, 20 + number % 25);
    for (int number = 0; number < kMovingRuns; ++number) upload("moving-" + digits(number), number, 40);
  }

  void upload(const std::string& model, int number, double speed) {
    const auto answer = http_post_json(application_.port(), "/api/upload-experiment", run_body(model, number, speed));
    ASSERT_EQ(answer.status, 201) << answer.body;
  }

  /// Every list of the route table that has pages, once for each of its sorts and kinds of rows.
  [[nodiscard]] std::vector<PagedList> paged_lists() const {
    std::vector<PagedList> lists;
    for (const auto& entry : application_.entries()) {
      const auto& query = entry.info.query;
      const bool paged = std::any_of(query.begin(), query.end(), [](const auto& one) { return one.name == "cursor"; });
      if (!paged) continue;
      const auto rows = choices_of(entry.info, {"rows"});
      for (const auto& kind : rows) {
        for (const auto& sort : choices_of(entry.info, {"sort", "sort_by"})) {
          lists.push_back({entry.info.pattern, "?limit=40" + kind + sort});
        }
      }
    }
    return lists;
  }

  [[nodiscard]] Page get(const std::string& path, const std::string& query) const {
    const auto answer = http_get(application_.port(), path + query);
    EXPECT_EQ(answer.status, 200) << path << query << " " << answer.body;
    const Json body = parse_json(answer.body);
    Page page;
    const Json* rows = &body;
    if (body.is_object()) {
      rows = &*std::find_if(body.begin(), body.end(), [](const Json& value) { return value.is_array(); });
    }
    for (const Json& row : *rows) page.rows.push_back(dump_json(row));
    const std::string link = answer.header("link");
    if (!link.empty()) page.next = link.substr(1, link.find('>') - 1);
    return page;
  }

  RunningApplication application_;

 private:
  /// "&sort=speed" for every choice of the first of these parameters; "" when the route has none of them.
  static std::vector<std::string> choices_of(const http::RouteInfo& route, const std::vector<std::string>& names) {
    for (const auto& parameter : route.query) {
      if (std::find(names.begin(), names.end(), parameter.name) == names.end()) continue;
      std::vector<std::string> choices;
      for (const auto& choice : parameter.choices) choices.push_back("&" + parameter.name + "=" + choice);
      if (!choices.empty()) return choices;
    }
    return {""};
  }
};

TEST_F(Paging, YieldsEveryRowThatDidNotChangeExactlyOnce) {
  std::counting_semaphore<> wanted{0};
  std::atomic<int> uploads{0};
  std::atomic<bool> done{false};
  // A new row, or a row of before that moves; one while each page is read.
  const std::jthread uploader{[&] {
    for (int number = 0; wanted.acquire(), !done; ++number, ++uploads) {
      if (number % 2 == 0) {
        upload("new-" + digits(number), number, 20 + number % 25);
      } else {
        upload("moving-" + digits(number % kMovingRuns), 10 + number / kMovingRuns, 41 + number % 9);
      }
    }
  }};
  const auto lists = paged_lists();
  EXPECT_GE(lists.size(), 10U);
  for (const auto& list : lists) {
    SCOPED_TRACE(list.path + list.query);
    const std::string whole = replace_all(list.query, "limit=40", "limit=1000");
    const Page before = get(list.path, whole);
    std::map<std::string, int> seen;
    int pages = 0;
    for (std::string target = list.path + list.query; !target.empty() && pages < 1000; ++pages) {
      const int uploads_before = uploads;
      wanted.release();
      const Page page = get(target, "");
      for (const auto& row : page.rows) ++seen[row];
      target = page.next;
      EXPECT_TRUE(wait_until([&] { return uploads > uploads_before; }));
    }
    const Page after = get(list.path, whole);
    EXPECT_EQ(before.next + after.next, "") << "more rows than this test can compare";
    int unchanged = 0;
    for (const auto& row : before.rows) {
      if (std::find(after.rows.begin(), after.rows.end(), row) == after.rows.end()) continue;
      ++unchanged;
      EXPECT_EQ(seen[row], 1) << row.substr(0, 300);
    }
    EXPECT_GE(unchanged, std::min<int>(kStoredRuns, static_cast<int>(before.rows.size()) / 2));
  }
  done = true;
  wanted.release();
}

}  // namespace
}  // namespace llmbench::testing
