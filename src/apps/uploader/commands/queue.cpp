// llm-benchmark-uploader sync, queue: what could not be sent, and what was refused.

#include "apps/uploader/queue/queue.hpp"

#include "apps/uploader/commands/command.hpp"
#include "apps/uploader/paths.hpp"
#include "apps/uploader/report.hpp"
#include "apps/uploader/session.hpp"

#include <iostream>
#include <memory>
#include <string>

namespace llmbench::uploader {
namespace {

constexpr const char* kSyncExamples = R"(  llm-benchmark-uploader sync)";
constexpr const char* kQueueExamples = R"(  llm-benchmark-uploader queue
  llm-benchmark-uploader queue --json
  llm-benchmark-uploader queue drop 3f2a9c0e1b7d4568)";

std::string state_of(const QueueEntry& entry) {
  if (entry.is_damaged) return "damaged";
  return entry.item.reason.empty() ? "waiting" : "refused";
}

std::string title_of(const QueueEntry& entry) {
  if (entry.is_damaged) return "no item of this program";
  const auto& requests = entry.item.requests;
  return requests.front().title + (requests.size() > 1 ? " and " + std::to_string(requests.size() - 1) + " more" : "");
}

void print_as_json(const std::vector<QueueEntry>& entries) {
  OrderedJson items = OrderedJson::array();
  for (const QueueEntry& entry : entries) {
    OrderedJson titles = OrderedJson::array();
    for (const Request& request : entry.item.requests) titles.push_back(request.title);
    items.push_back({{"id", entry.id},
                     {"state", state_of(entry)},
                     {"server", entry.item.server},
                     {"queued_at", format_rfc3339(entry.item.queued_at)},
                     {"bytes", entry.bytes},
                     {"reason", entry.item.reason.empty() ? OrderedJson() : OrderedJson(entry.item.reason)},
                     {"titles", std::move(titles)}});
  }
  std::cout << dump_json(OrderedJson{{"items", std::move(items)}}) << '\n';
}

void list_queue(const CommonOptions& common) {
  const auto entries = Queue{queue_dir(common.queue_dir)}.list();
  if (common.json) return print_as_json(entries);
  if (entries.empty()) {
    std::cout << "the queue is empty\n";
    return;
  }
  std::vector<std::vector<std::string>> rows{{"id", "state", "since", "server", "what"}};
  for (const QueueEntry& entry : entries) {
    rows.push_back({entry.id, state_of(entry), format_seconds_utc(entry.item.queued_at), entry.item.server,
                    title_of(entry) + (entry.item.reason.empty() ? "" : ": " + entry.item.reason)});
  }
  std::cout << format_table(rows);
}

}  // namespace

void add_queue(CLI::App& app, const CommonOptions& common, Commands& commands) {
  CLI::App* sync = add_subcommand(app, "sync", "Send what could not be sent before", kSyncExamples);
  commands.emplace_back(sync, [&common] { return sync_queue(common); });

  CLI::App* queue = add_subcommand(app, "queue", "List what waits to be sent, and what was refused", kQueueExamples);
  const auto id = std::make_shared<std::string>();
  CLI::App* drop = queue->add_subcommand("drop", "Forget an item of the queue");
  drop->fallthrough();
  drop->add_option("id", *id, "As the list shows it")->type_name("ID")->required();
  commands.emplace_back(queue, [drop, id, &common] {
    Report report{ReportOptions{false, common.quiet, false}};
    try {
      if (drop->parsed()) {
        Queue{queue_dir(common.queue_dir)}.drop(*id);
      } else {
        list_queue(common);
      }
    } catch (const Error& error) {
      report.add_error(error, ExitCode::refused);
    }
    return report.finish();
  });
}

}  // namespace llmbench::uploader
