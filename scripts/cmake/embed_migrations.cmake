# Writes the migrations as one C++ source. FILES arrives as a list, OUT is the source to write.
# Literals are cut into pieces of 8,000 characters: compilers limit the length of one literal.
set(body "")
foreach(file IN LISTS FILES)
  get_filename_component(stem "${file}" NAME_WE)
  file(READ "${file}" sql)
  set(pieces "")
  string(LENGTH "${sql}" left)
  set(at 0)
  while(left GREATER 0)
    string(SUBSTRING "${sql}" ${at} 8000 piece)
    string(APPEND pieces "\n    R\"llmbench_sql(${piece})llmbench_sql\"")
    math(EXPR at "${at} + 8000")
    math(EXPR left "${left} - 8000")
  endwhile()
  string(APPEND body "    {\"${stem}\",${pieces}},\n")
endforeach()
file(WRITE "${OUT}" "// Generated from migrations/*.sql.
#include \"llmbench/db/migrations.hpp\"

namespace llmbench::db {
std::vector<MigrationFile> embedded_migrations() {
  return {
${body}  };
}
}  // namespace llmbench::db
")
