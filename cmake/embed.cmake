# copper_embed(target NAME symbol DIRECTORY dir FILES a b …): compiles files into `target` and defines
# `std::span<const copper::base::EmbeddedFile> symbol()` (platform/base/embedded.h), names relative to dir.
function(copper_embed target)
  cmake_parse_arguments(ARG "" "NAME;DIRECTORY" "FILES" ${ARGN})
  set(assembly ".section .rodata\n")
  set(table "")
  set(declarations "")
  set(index 0)
  foreach(file ${ARG_FILES})
    file(RELATIVE_PATH name ${ARG_DIRECTORY} ${file})
    set(label copper_embedded_${ARG_NAME}_${index})
    string(APPEND assembly ".global ${label}\n.global ${label}_end\n.balign 16\n${label}:\n.incbin \"${file}\"\n${label}_end:\n.byte 0\n")
    string(APPEND declarations "extern const char ${label}[];\nextern const char ${label}_end[];\n")
    string(APPEND table "    {\"${name}\", {${label}, static_cast<std::size_t>(${label}_end - ${label})}},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  string(APPEND assembly ".section .note.GNU-stack,\"\",@progbits\n")
  set(base ${CMAKE_CURRENT_BINARY_DIR}/${ARG_NAME})
  file(CONFIGURE OUTPUT ${base}.S CONTENT "${assembly}" @ONLY)
  file(CONFIGURE OUTPUT ${base}.cc @ONLY CONTENT
"#include \"platform/base/embedded.h\"
extern \"C\" {
${declarations}}
std::span<const copper::base::EmbeddedFile> ${ARG_NAME}() {
  static const copper::base::EmbeddedFile files[] = {
${table}  };
  return files;
}
")
  set_source_files_properties(${base}.S PROPERTIES OBJECT_DEPENDS "${ARG_FILES}")
  set_source_files_properties(${base}.cc PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)  # not ours to lint
  target_sources(${target} PRIVATE ${base}.S ${base}.cc)
endfunction()
