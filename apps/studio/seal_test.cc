#include "apps/studio/seal.h"

#include <gtest/gtest.h>

#include "platform/base/error.h"

namespace copper::studio {
namespace {

const std::string kOld = "an old key of more than thirty-two characters";
const std::string kNew = "a new key of more than thirty-two characters.";

TEST(Seal, OpensWhatItClosed) {
  const Seal seal(kNew);
  EXPECT_EQ(seal.open("session", seal.close("session", "plain")), "plain");
  EXPECT_EQ(seal.open("session", seal.close("session", "")), "");
}

TEST(Seal, TheSameTextIsNeverSealedTheSameWay) {
  const Seal seal(kNew);
  EXPECT_NE(seal.close("session", "plain"), seal.close("session", "plain"));
}

TEST(Seal, RefusesEveryChangedCharacter) {
  const Seal seal(kNew);
  const std::string sealed = seal.close("session", "plain");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(seal.open("session", changed), std::nullopt) << i;
    EXPECT_EQ(seal.open("session", sealed.substr(0, i)), std::nullopt) << i;
  }
}

TEST(Seal, RefusesWhatWasSealedForAnotherPurpose) {
  const Seal seal(kNew);
  EXPECT_EQ(seal.open("login", seal.close("session", "plain")), std::nullopt);
}

TEST(Seal, KeysRotate) {
  const std::string before = Seal(kOld).close("session", "plain");
  EXPECT_EQ(Seal(kNew + "," + kOld).open("session", before), "plain");
  EXPECT_EQ(Seal(kOld).open("session", Seal(kNew + "," + kOld).close("session", "plain")), std::nullopt);
  EXPECT_EQ(Seal(kNew).open("session", before), std::nullopt);
}

TEST(Seal, AShortKeyIsAStartError) {
  EXPECT_THROW(Seal("short"), StartError);
  EXPECT_THROW(Seal(kNew + ","), StartError);
  EXPECT_THROW(Seal(""), StartError);
}

}  // namespace
}  // namespace copper::studio
