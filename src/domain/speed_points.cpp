// Speed tests by name, and which of a run's (or configuration's) speed points stands for it.

#include "llmbench/domain/headline.hpp"
#include "llmbench/domain/sample_summary.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace llmbench {
namespace {

using Kind = SpeedPoint::Kind;

/// Prompts under this many tokens measure batch scaling, not prompt processing.
constexpr int kSmallestPromptTest = 256;
constexpr int kUsualGenerationTest = 128;
constexpr int kUsualPromptTest = 512;

bool may_be_headline(const SpeedPoint& point) {
  return point.kind == Kind::generation || point.tokens == 0 || point.tokens >= kSmallestPromptTest;
}

/// Distance from the usual test of its kind. Rounded, so that tests half and twice as long tie exactly.
double test_distance(const SpeedPoint& point) {
  const int usual = point.kind == Kind::generation ? kUsualGenerationTest : kUsualPromptTest;
  const double distance = std::abs(std::log2(static_cast<double>(point.tokens) / usual));
  return std::round(distance * 1e9) / 1e9;
}

/// Known tests before unknown ones, then smallest depth, then the nearest test, ties to the larger.
auto rank(const SpeedPoint& point) {
  const bool known = point.tokens > 0;
  return std::tuple(!known, point.depth, known ? test_distance(point) : 0.0, -point.tokens);
}

std::optional<SpeedPoint> best_of(const std::vector<SpeedPoint>& points, Kind kind) {
  const SpeedPoint* best = nullptr;
  for (const SpeedPoint& point : points) {
    if (point.kind != kind || !may_be_headline(point)) continue;
    if (best == nullptr || rank(point) < rank(*best)) best = &point;
  }
  return best == nullptr ? std::nullopt : std::optional(*best);
}

/// Takes digits off the front; nullopt when there are none, they start with 0, or the number is absurd.
std::optional<int> take_count(std::string_view& text) {
  constexpr std::size_t kMaxDigits = 9;
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
  if (digits == 0 || digits > kMaxDigits || text.front() == '0') return std::nullopt;
  const auto value = parse_integer(text.substr(0, digits));
  text.remove_prefix(digits);
  return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

}  // namespace

std::string speed_test_name(const SpeedPoint& point, bool with_depth) {
  if (point.tokens <= 0) return "";
  std::string name = point.kind == Kind::generation ? "tg" : "pp";
  name += std::to_string(point.tokens);
  if (with_depth && point.depth > 0) name += " @ d" + std::to_string(point.depth);
  return name;
}

std::optional<SpeedTest> parse_speed_test(std::string_view name) {
  name = trim(name);
  SpeedTest test{Kind::generation, 0, 0};
  if (name.starts_with("pp")) {
    test.kind = Kind::prompt;
  } else if (!name.starts_with("tg")) {
    return std::nullopt;
  }
  name.remove_prefix(2);
  if (name.starts_with(' ')) name.remove_prefix(1);  // "pp 512", before spring 2024
  const auto tokens = take_count(name);
  if (!tokens) return std::nullopt;
  test.tokens = *tokens;
  if (name.empty()) return test;

  constexpr std::string_view kDepthMark = " @ d";
  if (!name.starts_with(kDepthMark)) return std::nullopt;
  name.remove_prefix(kDepthMark.size());
  if (name == "0") return test;
  const auto depth = take_count(name);
  if (!depth || !name.empty()) return std::nullopt;
  test.depth = *depth;
  return test;
}

std::vector<SpeedPoint> merge_speed_points(const std::vector<SpeedPoint>& points) {
  struct Group {
    std::vector<double> values;
    std::vector<double> cvs;
    bool gpu_assisted = false;
  };
  std::map<std::tuple<Kind, int, int>, Group> groups;
  for (const SpeedPoint& point : points) {
    Group& group = groups[{point.kind, point.tokens, point.depth}];
    group.values.push_back(point.value);
    if (point.cv) group.cvs.push_back(*point.cv);
    group.gpu_assisted = group.gpu_assisted || point.gpu_assisted;
  }
  std::vector<SpeedPoint> merged;
  merged.reserve(groups.size());
  for (auto& [key, group] : groups) {
    SpeedPoint point;
    std::tie(point.kind, point.tokens, point.depth) = key;
    point.value = median_of(std::move(group.values));
    if (!group.cvs.empty()) point.cv = median_of(std::move(group.cvs));
    point.gpu_assisted = group.gpu_assisted;
    merged.push_back(point);
  }
  return merged;
}

std::optional<SpeedPoint> headline_speed(const std::vector<SpeedPoint>& points) {
  return best_of(points, Kind::generation);
}

std::optional<SpeedPoint> headline_prompt_speed(const std::vector<SpeedPoint>& points) {
  return best_of(points, Kind::prompt);
}

std::optional<SpeedPoint> speed_at_depth(const std::vector<SpeedPoint>& points, Kind kind, int depth) {
  constexpr double kMaxFactor = 1.5;
  std::vector<SpeedPoint> near;  // of the depth nearest to the wanted one
  double nearest = std::log2(kMaxFactor) + 1e-9;
  for (const SpeedPoint& point : points) {
    // Without a test the depth is not known either.
    if (point.kind != kind || point.tokens == 0 || !may_be_headline(point)) continue;
    if (point.depth != depth && (point.depth == 0 || depth == 0)) continue;
    const double distance = point.depth == depth ? 0 : std::abs(std::log2(static_cast<double>(point.depth) / depth));
    if (distance > nearest) continue;
    if (distance < nearest) near.clear();
    nearest = distance;
    near.push_back(point);
  }
  return best_of(near, kind);
}

std::string_view speed_class(const SpeedPoint& point) {
  if (point.depth > 0) return "depth";
  if (point.tokens <= 0) return "unspecified";
  if (point.tokens < 64) return "tg_short";
  return point.tokens <= 512 ? "tg" : "tg_long";
}

std::string_view prompt_class(const SpeedPoint& point) {
  if (point.depth > 0) return "depth";
  if (point.tokens < kSmallestPromptTest) return "unspecified";
  if (point.tokens <= 1024) return "pp512";
  return point.tokens <= 4096 ? "pp2k" : "pp8k+";
}

}  // namespace llmbench
