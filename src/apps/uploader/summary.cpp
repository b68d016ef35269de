#include "apps/uploader/summary.hpp"

#include "apps/uploader/interrupt.hpp"
#include "apps/uploader/requests.hpp"

#include "llmbench/util/json.hpp"

#include <map>

namespace llmbench::uploader {
namespace {

/// A bulk answer does not say whether a variant has scores. Each is one question; of more variants it stays open.
constexpr std::size_t kMaxQuestions = 20;

/// Throws Error{unavailable} when the server is away.
std::optional<bool> ask_met(client::ApiClient& client, const std::string& run_id) {
  const auto response = client.get("/api/detail/" + run_id);
  if (response.status != 200) return std::nullopt;
  const Json detail = parse_json(response.body);
  const auto quality = detail.find("quality");
  if (quality == detail.end() || !quality->is_array()) return std::nullopt;
  return !quality->empty();
}

void ask_meetings(client::ApiClient& client, std::map<std::string, Tally::Row>& rows) {
  std::size_t questions = 0;
  try {
    for (auto& [variant, row] : rows) {
      if (row.met || row.run_id.empty()) continue;
      if (questions++ == kMaxQuestions || is_interrupted()) return;
      row.met = ask_met(client, row.run_id);
    }
  } catch (const Error&) {
    // All is stored; the table says "?" where the answer is missing.
  }
}

std::string met_text(const Tally::Row& row) {
  if (!row.met) return row.run_id.empty() ? "" : "?";
  return *row.met ? "yes" : "none yet";
}

}  // namespace

void print_summary(Report& report, const Tally& tally, const Queue* queue, client::ApiClient* client) {
  auto rows = tally.by_variant();
  const Tally::Row total = tally.total();
  const std::size_t all = total.stored + total.known + total.refused + total.waiting;
  if (all > 1 && total.waiting < all) {
    if (client != nullptr && total.waiting == 0) ask_meetings(*client, rows);
    std::vector<std::vector<std::string>> table{
        {"variant", "stored", "already stored", "refused", "not sent", "scores"}};
    for (const auto& [variant, row] : rows) {
      table.push_back({variant, std::to_string(row.stored), std::to_string(row.known), std::to_string(row.refused),
                       std::to_string(row.waiting), met_text(row)});
    }
    report.print_table(table);
  }
  if (total.waiting > 0) {
    const std::string text = std::to_string(total.waiting) + " of " + count_of(all, "upload") + " not stored; ";
    report.add_note(text + (queue != nullptr ? "nothing is lost: kept in the queue, send with the command sync"
                                             : "run the same command again"));
  } else if (const std::size_t others = queue == nullptr ? 0 : queue->count_waiting(); others > 0) {
    report.add_note(count_of(others, "earlier upload") + " in the queue; send with the command sync");
  }
}

}  // namespace llmbench::uploader
