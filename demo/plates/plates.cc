#include "demo/plates/plates.h"

#include <array>

namespace copper::demo {
namespace {

constexpr std::array kPlates = {
    Plate{"harbour", 5000, 3600, 390, 350, 4220, 2730, "1/40", "Havnen ved daggry", "2024:03:14 10:04:11",
          draw_harbour},
    Plate{"street", 3400, 4600, 330, 330, 2740, 3720, "6/20", "Gaden efter regn", "2024:03:14 10:07:28", draw_street},
    Plate{"heath", 6600, 2700, 420, 340, 5760, 1840, "8/35", "Heden", "2024:03:14 10:10:45", draw_heath},
    Plate{"fisherman", 3300, 4000, 330, 330, 2640, 3080, "5/30", "Gammel fisker", "2024:03:14 10:13:02",
          draw_fisherman},
    Plate{"quinces", 3400, 4000, 330, 330, 2740, 3080, "7/30", "Kvæder og kande", "2024:03:14 10:16:19", draw_quinces},
    Plate{"mill", 4600, 3600, 390, 350, 3820, 2720, "2/30", "Møllen", "2024:03:14 10:19:36", draw_mill},
    Plate{"beeches", 3700, 4600, 350, 340, 3000, 3740, "10/30", "Bøgeskov", "2024:03:14 10:22:53", draw_beeches},
    Plate{"sea", 4700, 3500, 380, 340, 3940, 2660, "4/25", "Havet", "2024:03:14 10:25:10", draw_sea},
    Plate{"crow", 3700, 3700, 400, 360, 2900, 2840, "3/20", "Kragen", "2024:03:14 10:28:27", draw_crow},
    Plate{"stair", 3500, 4500, 330, 320, 2840, 3660, "11/40", "Trappen", "2024:03:14 10:31:44", draw_stair},
    Plate{"lighthouse", 3300, 4500, 320, 330, 2660, 3640, "12/50", "Fyret", "2024:03:14 10:34:01", draw_lighthouse},
    Plate{"thistles", 3200, 4300, 320, 330, 2560, 3420, "21/50", "Tidsler", "2024:03:14 10:37:18", draw_thistles},
    Plate{"interior", 3400, 4100, 340, 330, 2720, 3120, "9/25", "Interiør med vindue", "2024:03:14 10:40:35",
          draw_interior},
    Plate{"bridge", 4500, 3500, 380, 340, 3740, 2660, "14/40", "Broen", "2024:03:14 10:43:52", draw_bridge},
};

}  // namespace

std::span<const Plate> all_plates() {
  return kPlates;
}

Exposure exposure_of(const Plate& plate) {
  Exposure x;
  x.artist = "Marie Holm";
  x.copyright = "Copyright " + std::string(plate.taken.substr(0, 4)) + " Marie Holm";
  x.taken = plate.taken;
  x.make = "FUJIFILM";
  x.model = "GFX 100S";
  x.lens = "GF120mmF4 R LM OIS WR Macro";
  x.serial = "21003847";
  x.latitude = 57.72093;  // the studio in Skagen
  x.longitude = 10.58394;
  return x;
}

Copper copper_for(const Plate& plate) {
  return Copper(plate.plate_width, plate.plate_height);
}

Sheet sheet_for(const Plate& plate) {
  Sheet sheet{plate.width, plate.height, plate.left, plate.top};
  sheet.edition = plate.edition;
  sheet.title = plate.title;
  for (const char c : plate.name) sheet.seed = sheet.seed * 31 + static_cast<unsigned char>(c);
  return sheet;
}

}  // namespace copper::demo
