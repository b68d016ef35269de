#include "apps/api/migration_report.hpp"

#include "apps/api/text_table.hpp"

#include "llmbench/util/json.hpp"

#include <chrono>
#include <cstdio>

namespace llmbench::apps {
namespace {

using service::LegacyReport;

std::string_view to_string(LegacyReport::Outcome outcome) {
  switch (outcome) {
    case LegacyReport::Outcome::done:
      return "done";
    case LegacyReport::Outcome::dry_run:
      return "dry_run";
    case LegacyReport::Outcome::taken_back:
      return "taken_back";
    case LegacyReport::Outcome::nothing_to_do:
      break;
  }
  return "nothing_to_do";
}

std::string_view explain(service::LegacyStep step) {
  switch (step) {
    case service::LegacyStep::lock:
      return "waiting for everybody who uses the tables";
    case service::LegacyStep::move:
      return "moving the older tables to the schema legacy";
    case service::LegacyStep::schema:
      return "making the new schema";
    case service::LegacyStep::machines:
      return "copying machines";
    case service::LegacyStep::variants:
      return "copying model variants";
    case service::LegacyStep::runs:
      return "copying runs";
    case service::LegacyStep::metrics:
      return "copying metrics";
    case service::LegacyStep::scores:
      return "copying scores";
    case service::LegacyStep::verify:
      return "verifying";
    case service::LegacyStep::write:
      return "writing what came after the migration";
    case service::LegacyStep::remove:
      return "dropping tables";
    case service::LegacyStep::restore:
      return "moving the older tables back";
    case service::LegacyStep::commit:
      break;
  }
  return "committing";
}

OrderedJson encode_tables(const std::vector<store::TableAccount>& tables) {
  OrderedJson array = OrderedJson::array();
  for (const auto& table : tables) {
    array.push_back({{"table", table.table},
                     {"rows", table.rows},
                     {"copied", table.copied},
                     {"merged", table.merged},
                     {"history", table.history},
                     {"legacy", table.legacy}});
  }
  return array;
}

OrderedJson encode_groups(const std::vector<store::FateGroup>& groups) {
  OrderedJson array = OrderedJson::array();
  for (const auto& group : groups) {
    OrderedJson examples = OrderedJson::array();
    for (const Uuid& id : group.examples) examples.push_back(llmbench::to_string(id));
    array.push_back({{"table", group.table},
                     {"fate", group.fate},
                     {"reason", group.reason},
                     {"rows", group.rows},
                     {"examples", std::move(examples)}});
  }
  return array;
}

OrderedJson encode_checks(const std::vector<store::VerificationCheck>& checks) {
  OrderedJson array = OrderedJson::array();
  for (const auto& check : checks) {
    array.push_back({{"check", check.name},
                     {"holds", check.problems == 0},
                     {"rows", check.rows},
                     {"problems", check.problems},
                     {"examples", check.examples}});
  }
  return array;
}

void print_tables(const std::vector<store::TableAccount>& tables) {
  std::vector<std::vector<std::string>> rows{{"TABLE", "ROWS", "COPIED", "MERGED", "HISTORY", "ONLY IN LEGACY"}};
  for (const auto& table : tables) {
    rows.push_back({table.table, std::to_string(table.rows), std::to_string(table.copied), std::to_string(table.merged),
                    std::to_string(table.history), std::to_string(table.legacy)});
  }
  print_table(rows);
}

void print_details(const LegacyReport& report) {
  if (!report.tables.empty()) {
    std::puts("");
    print_tables(report.tables);
  }
  if (!report.groups.empty()) std::puts("\nRows that are not plain copies (each one stands in legacy.row_fates):");
  for (const auto& group : report.groups) {
    std::printf("  %s, %s: %lld: %s (%s%s)\n", group.table.c_str(), group.fate.c_str(),
                static_cast<long long>(group.rows), group.reason.c_str(),
                llmbench::to_string(group.examples.front()).c_str(), group.rows > 1 ? ", ..." : "");
  }
  if (!report.checks.empty()) std::puts("\nVerification:");
  for (const auto& check : report.checks) {
    std::printf("  %s  %s (%lld)\n", check.problems == 0 ? "holds" : "FAILS", check.name.c_str(),
                static_cast<long long>(check.rows));
    for (const auto& example : check.examples) std::printf("         %s\n", example.c_str());
  }
}

}  // namespace

void print_report(const std::string& command, const LegacyReport& report, bool json) {
  if (!json) {
    std::puts(report.sentence.c_str());
    print_details(report);
    return;
  }
  const OrderedJson document{{"command", command},
                             {"outcome", to_string(report.outcome)},
                             {"sentence", report.sentence},
                             {"verified", report.verified()},
                             {"tables", encode_tables(report.tables)},
                             {"not_plain_copies", encode_groups(report.groups)},
                             {"checks", encode_checks(report.checks)}};
  std::puts(dump_json(document).c_str());
}

void print_rollback_report(const service::RollbackReport& report, const std::string& file, bool json) {
  if (json) {
    const OrderedJson document{{"command", "rollback"},
                               {"outcome", to_string(report.outcome)},
                               {"sentence", report.sentence},
                               {"runs_written", report.runs_written},
                               {"score_sets_written", report.score_sets_written},
                               {"file", file.empty() ? OrderedJson() : OrderedJson(file)},
                               {"tables", report.tables}};
    std::puts(dump_json(document).c_str());
    return;
  }
  std::puts(report.sentence.c_str());
  if (report.runs_written + report.score_sets_written == 0) {
    std::puts("nothing was uploaded after the migration");
    return;
  }
  std::printf("%lld runs and %lld score sets came after the migration: %s\n",
              static_cast<long long>(report.runs_written), static_cast<long long>(report.score_sets_written),
              file.empty() ? "they would be written to a file" : file.c_str());
}

service::LegacyProgress progress_on_stderr() {
  using Clock = std::chrono::steady_clock;
  return [last_told = Clock::time_point{}](service::LegacyStep step, std::int64_t done, std::int64_t total) mutable {
    const std::string text{explain(step)};
    if (done == 0) {
      std::fprintf(stderr, "%s\n", text.c_str());
    } else if (Clock::now() - last_told >= std::chrono::seconds{1}) {
      std::fprintf(stderr, "%s: %lld of %lld\n", text.c_str(), static_cast<long long>(done),
                   static_cast<long long>(total));
    } else {
      return;
    }
    last_told = Clock::now();
  };
}

}  // namespace llmbench::apps
