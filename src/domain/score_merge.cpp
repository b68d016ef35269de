#include "llmbench/domain/score_merge.hpp"

#include "llmbench/domain/quality.hpp"
#include "llmbench/domain/score_catalogue.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <tuple>

namespace llmbench {
namespace {

/// A rerun may lose some questions (a crash, an item withdrawn) and still be the same evaluation. Measured against the
/// largest set so far, so that a chain of slightly smaller sets cannot wear a large one down.
constexpr double kShareOfQuestions = 0.95;

bool is_large_enough(std::optional<std::int64_t> questions, std::int64_t largest) {
  return !questions || static_cast<double>(*questions) >= kShareOfQuestions * static_cast<double>(largest);
}

const ScorePart& part_of(const ScorePart& part) {
  return part;
}
const ScorePart& part_of(const CurrentPart& current) {
  return current.part;
}

/// nullopt when a part's count is unknown.
template <typename Part>
std::optional<std::int64_t> questions_of(const std::vector<Part>& parts) {
  std::int64_t sum = 0;
  for (const auto& part : parts) {
    if (!part_of(part).total_questions) return std::nullopt;
    sum += *part_of(part).total_questions;
  }
  return sum;
}

/// The benchmark as one number, without its categories.
bool is_total(const UploadedParts& upload) {
  return upload.parts.size() == 1 && upload.parts.front().category.empty();
}

/// A total beside categories would count every question twice: one of them stands. The categories tell more, but a few
/// of them are not the benchmark, and they need the questions the total has.
bool categories_stand(const std::vector<CurrentPart>& categories, const std::vector<CurrentPart>& total,
                      std::string_view benchmark) {
  const BenchmarkInfo* known = find_benchmark(benchmark);
  if (known != nullptr && categories.size() * 2 < known->categories.size()) return false;
  const auto wanted = questions_of(total);
  if (!wanted) return true;
  const auto questions = questions_of(categories);
  return questions && is_large_enough(questions, *wanted);
}

class Current {
 public:
  explicit Current(bool one_evaluation) : one_evaluation_(one_evaluation) {}

  void apply(const UploadedParts& upload) {
    if (replaces(upload.parts)) {
      replace(upload);
    } else if (one_evaluation_) {
      merge(upload);
    }
  }

  [[nodiscard]] std::vector<CurrentPart> take() {
    std::vector<CurrentPart> parts;
    for (auto& [category, entry] : entries_) parts.push_back(std::move(entry.current));
    return parts;
  }

 private:
  struct Entry {
    CurrentPart current;
    std::int64_t largest = 0;  ///< questions of the largest upload of this category so far; 0 = no count known
  };

  [[nodiscard]] bool replaces(const std::vector<ScorePart>& parts) const {
    if (entries_.empty()) return true;
    const auto questions = questions_of(parts);
    const bool covers = std::all_of(entries_.begin(), entries_.end(),
                                    [&](const auto& entry) { return has_category(parts, entry.first); });
    const bool same_categories = covers && parts.size() == entries_.size();
    if (same_categories || (covers && one_evaluation_)) return is_large_enough(questions, largest());
    if (one_evaluation_) return false;
    const bool shown_is_enough = largest() == 0 || largest() >= kFewQuestions;
    const bool is_enough = !questions || *questions >= kFewQuestions;
    return std::tuple{is_enough, parts.size(), questions.value_or(0)} >
           std::tuple{shown_is_enough, entries_.size(), largest()};
  }

  void replace(const UploadedParts& upload) {
    std::erase_if(entries_, [&](const auto& entry) { return !has_category(upload.parts, entry.first); });
    for (const auto& part : upload.parts) put(upload, part);
  }

  void merge(const UploadedParts& upload) {
    for (const auto& part : upload.parts) {
      const auto found = entries_.find(part.category);
      if (found == entries_.end() || is_large_enough(part.total_questions, found->second.largest)) put(upload, part);
    }
  }

  void put(const UploadedParts& upload, const ScorePart& part) {
    Entry& entry = entries_[part.category];
    entry.current = {part, upload.upload_id, upload.measured_at};
    entry.largest = std::max(entry.largest, part.total_questions.value_or(0));
  }

  static bool has_category(const std::vector<ScorePart>& parts, const std::string& category) {
    return std::any_of(parts.begin(), parts.end(), [&](const ScorePart& part) { return part.category == category; });
  }

  [[nodiscard]] std::int64_t largest() const {
    std::int64_t sum = 0;
    for (const auto& [category, entry] : entries_) sum += entry.largest;
    return sum;
  }

  bool one_evaluation_;
  std::map<std::string, Entry> entries_;
};

}  // namespace

bool is_older(const UploadedParts& a, const UploadedParts& b) {
  return std::tuple{a.time(), a.upload_id} < std::tuple{b.time(), b.upload_id};
}

std::vector<CurrentPart> current_parts(std::vector<UploadedParts> uploads, bool one_evaluation,
                                       std::string_view benchmark) {
  const auto is_real = [](const UploadedParts& upload) { return !upload.sample; };
  if (std::any_of(uploads.begin(), uploads.end(), is_real)) std::erase_if(uploads, std::not_fn(is_real));
  std::sort(uploads.begin(), uploads.end(), is_older);
  Current totals{one_evaluation};
  Current categories{one_evaluation};
  for (const auto& upload : uploads) (is_total(upload) ? totals : categories).apply(upload);
  auto total = totals.take();
  auto by_category = categories.take();
  if (total.empty()) return by_category;
  return !by_category.empty() && categories_stand(by_category, total, benchmark) ? by_category : total;
}

}  // namespace llmbench
