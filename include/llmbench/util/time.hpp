#pragma once
// Points in time as PostgreSQL keeps them: UTC, microseconds. Only util reads the clock; domain and stats get the time
// passed in.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace llmbench {

using TimePoint = std::chrono::sys_time<std::chrono::microseconds>;

/// The wall clock, UTC.
[[nodiscard]] TimePoint now_utc();

/// RFC 3339 UTC with `Z`; the fraction appears only when it is not zero ("2025-06-08T22:17:33Z", "...33.045121Z").
[[nodiscard]] std::string format_rfc3339(TimePoint time);

/// "YYYY-MM-DD HH:MM:SS UTC", the seed's date shape.
[[nodiscard]] std::string format_seconds_utc(TimePoint time);

/// Reads RFC 3339 with offset or `Z`, `T` or blank between date and time, 0 to 9 fraction digits (cut to microseconds),
/// and date only. A time without zone is read as UTC; callers that must know use has_zone.
/// nullopt when the text is no time or no valid date; years 1970 to 9999, in UTC.
[[nodiscard]] std::optional<TimePoint> parse_time(std::string_view text, bool* has_zone = nullptr);

}  // namespace llmbench
