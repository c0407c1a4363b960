#include "platform/render/page.h"

#include <array>
#include <charconv>
#include <kainjow/mustache.hpp>
#include <map>
#include <stdexcept>

namespace copper::render {
namespace {

namespace json = boost::json;
using Data = kainjow::mustache::data;

Data data_of(const json::value& value);

// 0.75 where JSON's writer has 7.5E-1.
std::string decimal(double number) {
  std::array<char, 32> text{};
  const auto written = std::to_chars(text.data(), text.data() + text.size(), number);
  return {text.data(), written.ptr};
}

Data object_of(const json::object& object) {
  Data data(Data::type::object);
  for (const auto& [name, value] : object) data[std::string(name)] = data_of(value);
  return data;
}

Data list_of(const json::array& array) {
  kainjow::mustache::list list;
  list.reserve(array.size());
  for (const auto& value : array) list.push_back(data_of(value));
  return Data(list);
}

// Null and the empty string are false, so that {{#text}}<p>{{text}}</p>{{/text}} leaves no empty paragraph.
Data data_of(const json::value& value) {
  switch (value.kind()) {
    case json::kind::object: return object_of(value.get_object());
    case json::kind::array: return list_of(value.get_array());
    case json::kind::string: return value.get_string().empty() ? Data(false) : Data(std::string(value.get_string()));
    case json::kind::bool_: return Data(value.get_bool());
    case json::kind::null: return Data(false);
    case json::kind::double_: return Data(decimal(value.get_double()));
    default: return Data(json::serialize(value));
  }
}

// Looks partials up among the resources instead of in the view.
class PageContext : public kainjow::mustache::context<std::string> {
 public:
  PageContext(const Resources& resources, const Data& view)
      : kainjow::mustache::context<std::string>(&view), resources_(resources) {}

  const Data* get_partial(const std::string& name) const override {
    const auto known = partials_.find(name);
    if (known != partials_.end()) return &known->second;
    return &partials_.emplace(name, Data(resources_.get("templates/" + name + ".mustache"))).first->second;
  }

 private:
  const Resources& resources_;
  mutable std::map<std::string, Data> partials_;
};

}  // namespace

std::string page(const Resources& resources, std::string_view name, const json::object& view) {
  kainjow::mustache::mustache tmpl(resources.get(name));
  const Data data = object_of(view);
  PageContext context(resources, data);
  std::string html = tmpl.is_valid() ? tmpl.render(context) : std::string();
  if (!tmpl.is_valid()) throw std::runtime_error(std::string(name) + ": " + tmpl.error_message());
  return html;
}

}  // namespace copper::render
