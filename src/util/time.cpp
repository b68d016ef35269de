#include "llmbench/util/time.hpp"

#include <cstdio>

namespace llmbench {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

struct Cursor {
  std::string_view text;

  bool take(char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
  }
  std::optional<int> digits(std::size_t count) {
    if (text.size() < count) return std::nullopt;
    int value = 0;
    for (std::size_t at = 0; at < count; ++at) {
      if (text[at] < '0' || text[at] > '9') return std::nullopt;
      value = value * 10 + (text[at] - '0');
    }
    text.remove_prefix(count);
    return value;
  }
};

constexpr std::chrono::sys_days kFirstDayNotRead = std::chrono::year{10000} / 1 / 1;

std::optional<std::chrono::sys_days> take_date(Cursor& at) {
  const auto year = at.digits(4);
  if (!year || !at.take('-')) return std::nullopt;
  const auto month = at.digits(2);
  if (!month || !at.take('-')) return std::nullopt;
  const auto day = at.digits(2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date};
}

std::optional<microseconds> take_time_of_day(Cursor& at) {
  const auto hour = at.digits(2);
  if (!hour || !at.take(':')) return std::nullopt;
  const auto minute = at.digits(2);
  if (!minute) return std::nullopt;
  int second = 0;
  if (at.take(':')) {
    const auto value = at.digits(2);
    if (!value) return std::nullopt;
    second = *value;
  }
  // 60 = a leap second: it counts as the first second of the next minute.
  if (*hour > 23 || *minute > 59 || second > 60) return std::nullopt;
  microseconds fraction{0};
  if (at.take('.') || at.take(',')) {
    int scale = 100000;
    int digits = 0;
    while (const auto digit = at.digits(1)) {
      if (++digits > 9) return std::nullopt;
      fraction += microseconds{*digit * scale};
      scale /= 10;
    }
    if (digits == 0) return std::nullopt;
  }
  return hours{*hour} + minutes{*minute} + seconds{second} + fraction;
}

/// nullopt = malformed; sets `found` when a zone was there.
std::optional<minutes> take_zone(Cursor& at, bool& found) {
  found = true;
  if (at.take('Z') || at.take('z')) return minutes{0};
  int sign = 0;
  if (at.take('+')) sign = 1;
  if (sign == 0 && at.take('-')) sign = -1;
  if (sign == 0) {
    found = false;
    return minutes{0};
  }
  const auto hour = at.digits(2);
  if (!hour) return std::nullopt;
  at.take(':');
  int minute = 0;
  if (!at.text.empty()) {
    const auto value = at.digits(2);
    if (!value) return std::nullopt;
    minute = *value;
  }
  if (*hour > 23 || minute > 59) return std::nullopt;
  return minutes{sign * (*hour * 60 + minute)};
}

}  // namespace

TimePoint now_utc() {
  return std::chrono::floor<microseconds>(std::chrono::system_clock::now());
}

std::string format_rfc3339(TimePoint time) {
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  char text[48];
  std::snprintf(text, sizeof(text), "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  std::string result = text;
  if (const auto fraction = clock.subseconds().count(); fraction != 0) {
    std::snprintf(text, sizeof(text), ".%06d", static_cast<int>(fraction));
    result += text;
  }
  return result + "Z";
}

std::string format_seconds_utc(TimePoint time) {
  std::string text = format_rfc3339(std::chrono::floor<seconds>(time));
  text[10] = ' ';
  text.pop_back();
  return text + " UTC";
}

std::optional<TimePoint> parse_time(std::string_view text, bool* has_zone) {
  Cursor at{text};
  const auto day = take_date(at);
  if (!day) return std::nullopt;
  bool zone_found = false;
  microseconds time_of_day{0};
  minutes zone{0};
  if (!at.text.empty()) {
    if (!at.take('T') && !at.take('t') && !at.take(' ')) return std::nullopt;
    const auto clock = take_time_of_day(at);
    if (!clock) return std::nullopt;
    time_of_day = *clock;
    at.take(' ');
    const auto offset = take_zone(at, zone_found);
    if (!offset || !at.text.empty()) return std::nullopt;
    zone = *offset;
  }
  if (has_zone != nullptr) *has_zone = zone_found;
  const TimePoint time = TimePoint{*day} + time_of_day - zone;
  // A zone or a leap second may lead out of the years that are read, and format_rfc3339 would write what is not read.
  if (time < TimePoint{} || time >= TimePoint{kFirstDayNotRead}) return std::nullopt;
  return time;
}

}  // namespace llmbench
