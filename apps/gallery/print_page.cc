// The page of one print: sheet, label, texts, details, neighbours.
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "apps/gallery/images.h"
#include "apps/gallery/labels.h"
#include "apps/gallery/pages.h"
#include "apps/gallery/reading.h"
#include "apps/gallery/structured_data.h"
#include "platform/base/error.h"

namespace copper::gallery {

namespace json = boost::json;

namespace {

// Prints at least this wide for their height have their label below, not beside.
constexpr double kBroad = 1.9;

// How wide the pictured paper really is, in millimetres: sheet or plate, whichever has the picture's
// proportions. 0 when neither has, for then nothing can be measured in it.
double pictured_width_mm(const json::object& print) {
  constexpr double kTolerance = 0.05;  // of the ratio: a photograph has a little background around the paper
  double best = kTolerance;
  double width_mm = 0;
  for (const std::string what : {"sheet", "plate"}) {
    const double width = number_in(print, what + "WidthMm");
    const double height = number_in(print, what + "HeightMm");
    if (width <= 0 || height <= 0) continue;
    const double off = std::abs(std::log(width / height / ratio_of(print)));
    if (off < best) {
      best = off;
      width_mm = width;
    }
  }
  return width_mm;
}

struct Room {
  std::int64_t id = 0;
  std::string title;
};

// Which gallery to walk on in: the one the visitor came from, otherwise the first that the print hangs in.
std::optional<Room> room_of(const json::object& print, std::int64_t wanted) {
  std::optional<Room> first;
  for (const json::value& value : list_in(print, "galleries")) {
    if (!value.is_object()) continue;
    Room room{integer_in(value.get_object(), "id"), std::string(text_in(value.get_object(), "title"))};
    if (room.id == wanted) return room;
    if (!first) first = std::move(room);
  }
  return first;
}

json::value neighbour(const json::value& print, const Room& room, const i18n::Messages& messages) {
  if (!print.is_object()) return nullptr;
  const json::object& object = print.get_object();
  const std::string_view title = title_of(object, messages);
  return json::object{{"title", title_view(object, messages)},
                      {"path", path_of(messages.language(), PageKind::print, integer_in(object, "id"), title) +
                                   "?gallery=" + std::to_string(room.id)}};
}

json::value walk(ApiSession& api, const Room& room, std::int64_t print_id, const i18n::Messages& messages) {
  const Answer gallery =
      api.get_kept("/galleries/" + std::to_string(room.id) + '?' + language_query(messages.language()));
  const json::array& prints = list_in(*gallery, "prints");
  json::object view{{"title", title_view(*gallery, messages)},
                    {"path", path_of(messages.language(), PageKind::gallery, room.id, title_of(*gallery, messages))}};
  for (std::size_t i = 0; i < prints.size(); ++i) {
    if (!prints[i].is_object() || integer_in(prints[i].get_object(), "id") != print_id) continue;
    if (i > 0) view["previous"] = neighbour(prints[i - 1], room, messages);
    if (i + 1 < prints.size()) view["next"] = neighbour(prints[i + 1], room, messages);
    view["place"] = messages.format(
        "place_of", {{"place", static_cast<std::int64_t>(i + 1)}, {"count", static_cast<std::int64_t>(prints.size())}});
  }
  return view;
}

json::array texts_of(const json::object& print, const i18n::Messages& messages) {
  json::array texts;
  for (const std::string_view field : {"description", "statement"}) {
    json::value text = text_view(print, field, messages);
    if (text.is_null()) continue;
    const std::string_view heading = field == "statement" ? std::string_view(messages.text("statement")) : "";
    texts.push_back(json::object{{"heading", heading}, {"text", std::move(text)}});
  }
  return texts;
}

std::string with_gallery(std::string path, std::int64_t gallery) {
  if (gallery != 0) path += "?gallery=" + std::to_string(gallery);
  return path;
}

}  // namespace

http::Response print_page(const House& house, ApiSession& api, const PageRef& ref, std::string_view path) {
  const i18n::Messages& messages = house.messages(ref.language);
  const Language other = i18n::other(ref.language);
  const std::string target = "/prints/" + std::to_string(ref.id) + '?';
  const Answer site = api.get_kept("/site?" + language_query(ref.language));
  const std::string artist = house.artist_of(*site, ref.language);
  const json::object print = api.get(target + language_query(ref.language));
  const std::string_view title = title_of(print, messages);
  const std::string canonical = path_of(ref.language, PageKind::print, ref.id, title);
  const std::optional<Room> room = room_of(print, ref.gallery);
  const bool strange_room = ref.gallery != 0 && (!room || room->id != ref.gallery);
  if (path != canonical || strange_room) return moved_to(with_gallery(canonical, strange_room ? 0 : ref.gallery));

  const json::object elsewhere = api.get(target + language_query(other));
  const std::string other_canonical =
      path_of(other, PageKind::print, ref.id, title_of(elsewhere, house.messages(other)));
  json::object view = label_of(print, artist, messages);
  view["sheet_width_mm"] = pictured_width_mm(print);
  view["zoom"] = zoom_view(print);
  view["broad"] = ratio_of(print) > kBroad;
  view["price"] = price_of(print, messages);
  view["texts"] = texts_of(print, messages);
  view["details"] = details_of(print, artist, messages);
  if (room) view["walk"] = walk(api, *room, ref.id, messages);

  PageFacts facts;
  facts.language = ref.language;
  facts.kind = PageKind::print;
  facts.print = ref.id;
  facts.path = canonical;
  facts.other_path = other_canonical;
  facts.switch_path = with_gallery(other_canonical, ref.gallery);
  facts.title = title;
  facts.description = summary_of(text_in(print, "description"));
  if (facts.description.empty()) facts.description = view["alt"].get_string();
  if (view["image"].is_object()) facts.image = view["image"].get_object().at("middle");
  const std::string_view own_artist = text_in(print, "artistName");
  facts.json_ld = artwork_json(print, {.url = house.site_url() + canonical,
                                       .language = std::string(i18n::code_of(ref.language)),
                                       .name = std::string(title),
                                       .artist = own_artist.empty() ? artist : std::string(own_artist),
                                       .copyright = copyright_of(print, artist),
                                       .terms_url = house.site_url() + path_of(ref.language, PageKind::terms)});
  return html_response(house.render("print", *site, facts, std::move(view)), ref.language);
}

}  // namespace copper::gallery
