#include "store/array_insert.hpp"

#include "llmbench/util/text.hpp"

#include <vector>

namespace llmbench::store {
namespace {

/// Some names are words of SQL ("timestamp").
std::string quoted(std::string_view name) {
  return "\"" + std::string{name} + "\"";
}

}  // namespace

std::string insert_arrays_sql(std::string_view table, std::span<const ArrayColumn> columns) {
  std::vector<std::string> names;
  std::vector<std::string> values;
  std::vector<std::string> arrays;
  for (const ArrayColumn& column : columns) {
    const std::string name = quoted(column.name);
    names.push_back(name);
    values.push_back(column.is_cast_to.empty() ? name : name + "::" + std::string{column.is_cast_to});
    arrays.push_back("$" + std::to_string(arrays.size() + 1) + "::" + std::string{column.type} + "[]");
  }
  return "INSERT INTO " + std::string{table} + " (" + join(names, ", ") + ") SELECT " + join(values, ", ") +
         " FROM unnest(" + join(arrays, ", ") + ") AS given (" + join(names, ", ") +
         ") ORDER BY id ON CONFLICT DO NOTHING";
}

}  // namespace llmbench::store
