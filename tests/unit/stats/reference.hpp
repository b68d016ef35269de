#pragma once
// Reads tests/fixtures/statistics/*.csv, which scripts/reference_statistics.R writes.

#include "support/base/paths.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace llmbench::stats::testing {

class ReferenceRow {
 public:
  ReferenceRow(const std::vector<std::string>& names, const std::string& line) {
    std::istringstream cells{line};
    for (const std::string& name : names) {
      std::string cell;
      std::getline(cells, cell, ',');
      cells_[name] = cell;
    }
  }

  [[nodiscard]] const std::string& text(const std::string& column) const { return cells_.at(column); }
  [[nodiscard]] double number(const std::string& column) const { return std::stod(text(column)); }
  [[nodiscard]] std::int64_t count(const std::string& column) const { return std::stoll(text(column)); }
  [[nodiscard]] std::vector<double> numbers(const std::string& column) const {
    std::istringstream in{text(column)};
    std::vector<double> values;
    for (std::string value; in >> value;) values.push_back(std::stod(value));
    return values;
  }

 private:
  std::map<std::string, std::string> cells_;
};

inline std::vector<ReferenceRow> reference_rows(const std::string& file) {
  std::istringstream lines{llmbench::testing::read_file(llmbench::testing::fixtures_dir() / "statistics" / file)};
  std::string line;
  std::getline(lines, line);
  std::vector<std::string> names;
  std::istringstream header{line};
  for (std::string name; std::getline(header, name, ',');) names.push_back(name);
  std::vector<ReferenceRow> rows;
  while (std::getline(lines, line)) rows.emplace_back(names, line);
  if (rows.empty()) throw std::runtime_error{"no reference rows in " + file};
  return rows;
}

/// Relative to the reference: absolute tolerances say nothing about p-values of 1e-100.
inline void expect_close(double value, double reference, double tolerance = 1e-9) {
  EXPECT_LE(std::abs(value - reference), tolerance * std::abs(reference)) << value << " against " << reference;
}

}  // namespace llmbench::stats::testing
