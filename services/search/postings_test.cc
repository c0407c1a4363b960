#include "services/search/postings.h"

#include <gtest/gtest.h>

namespace copper::search {
namespace {

// As "3: A da, C en".
std::string found(const Postings& postings, std::string_view word, bool is_prefix = false) {
  std::string text;
  const auto describe = [&](Slot slot, Places places) {
    text += (text.empty() ? "" : "; ") + std::to_string(slot) + ":";
    for (const char weight : {'A', 'B', 'C'}) {
      for (const auto side : {Side::en, Side::da}) {
        if ((places & place(weight, side)) != 0) text += std::string(" ") + weight + (side == Side::en ? "en" : "da");
      }
    }
    if ((places & kRest) != 0) text += " rest";
    if ((places & kInternal) != 0) text += " internal";
  };
  for (auto reader : postings.readers(word, is_prefix)) reader.below(Postings::kNoSlot, describe);
  return text;
}

TEST(Postings, SayWhereWordsStand) {
  Postings postings;
  postings.add(0, "'boat':2A,7C 'harbour':1B", Side::en);
  postings.add(0, "'baad':2A,7C,9 'harbour':1A", Side::da);
  postings.add(0, "'boat':12 'kaj':3A", std::nullopt);
  EXPECT_EQ(found(postings, "boat"), "0: Aen Cen internal");
  EXPECT_EQ(found(postings, "harbour"), "0: Ada Ben");
  EXPECT_EQ(found(postings, "baad"), "0: Ada Cda rest");
  EXPECT_EQ(found(postings, "kaj"), "0: internal");
  EXPECT_EQ(found(postings, "ba"), "");
}

TEST(Postings, FindManyDocumentsFarFromEachOther) {
  Postings postings;
  for (const Slot slot : {0u, 1u, 128u, 129u, 40'000u, 3'000'000u}) postings.add(slot, "'boat':1C", Side::en);
  EXPECT_EQ(found(postings, "boat"), "0: Cen; 1: Cen; 128: Cen; 129: Cen; 40000: Cen; 3000000: Cen");
}

TEST(Postings, AreReadPieceByPiece) {
  Postings postings;
  for (const Slot slot : {0u, 99u, 100u, 250u}) postings.add(slot, "'boat':1C", Side::en);
  auto reader = postings.readers("boat", false).at(0);
  std::string pieces;
  for (const Slot end : {100u, 200u, 300u}) {
    pieces += "|";
    reader.below(end, [&](Slot slot, Places) { pieces += " " + std::to_string(slot); });
  }
  EXPECT_EQ(pieces, "| 0 99| 100| 250");
}

TEST(Postings, FindBeginningsOfWords) {
  Postings postings;
  postings.add(4, "'aquarell':1A 'squat':2A", Side::en);
  postings.add(6, "'aquatint':1B", Side::en);
  EXPECT_EQ(found(postings, "aqua", true), "4: Aen; 6: Ben");
  EXPECT_EQ(found(postings, "aquat", true), "6: Ben");
}

std::string positions(const Postings& postings, std::string_view word) {
  std::string text;
  for (auto reader : postings.readers(word, false)) {
    reader.below_with_positions(
        Postings::kNoSlot, [](Slot) { return true; },
        [&](Slot slot, Places, std::span<const Position> positions) {
          text += (text.empty() ? "" : "; ") + std::to_string(slot) + ":";
          for (const Position position : positions) text += " " + std::to_string(position);
        });
  }
  return text;
}

TEST(Postings, KnowWhatStandsBesideWhat) {
  Postings postings;
  postings.add(7, "'black':1A,300C 'ink':2A", Side::en);
  postings.add(7, "'black':1A", Side::da);
  postings.add(9, "'black':5", Side::en);
  postings.add(9, "'black':1,2", std::nullopt);
  EXPECT_EQ(positions(postings, "ink"), "7: 2");
  const std::string internal = std::to_string(kFirstInternal + 1) + " " + std::to_string(kFirstInternal + 2);
  EXPECT_EQ(positions(postings, "black"), "7: 1 300 302; 9: 5 " + internal) << "texts do not touch each other";
}

TEST(Postings, ForgetDocumentsAndNumberTheOthersAnew) {
  Postings postings;
  postings.add(0, "'boat':1A", Side::en);
  postings.add(1, "'boat':1C 'gone':2C", Side::en);
  postings.add(2, "'boat':1B", Side::en);
  postings.renumber({0, Postings::kNoSlot, 1});
  EXPECT_EQ(positions(postings, "boat"), "0: 1; 1: 1");
  EXPECT_EQ(found(postings, "boat"), "0: Aen; 1: Ben");
  EXPECT_EQ(found(postings, "gone"), "");
  postings.add(2, "'boat':1C", Side::en);
  EXPECT_EQ(found(postings, "boat"), "0: Aen; 1: Ben; 2: Cen");
}

}  // namespace
}  // namespace copper::search
