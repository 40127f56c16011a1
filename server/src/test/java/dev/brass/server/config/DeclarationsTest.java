package dev.brass.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.config.Setting.Place;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeclarationsTest {

  @Test
  void everyDefaultIsAllowedByItsOwnDeclaration() {
    assertThat(Declarations.all())
        .filteredOn(declaration -> !declaration.setting().value().isEmpty())
        .isNotEmpty()
        .allSatisfy(
            declaration -> {
              Object value =
                  declaration.parse(
                      List.of(declaration.setting().value().split(", ")), Path.of(""));
              assertThat(declaration.format(value)).isNotBlank();
            });
  }

  @Test
  void noTwoSettingsShareAName() {
    for (Place place : Place.values()) {
      assertThat(Declarations.in(place).map(declaration -> declaration.name(place)))
          .isNotEmpty()
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void everySettingIsExplainedInSentences() {
    assertThat(Declarations.all())
        .allSatisfy(
            declaration ->
                assertThat(declaration.setting().doc()).endsWith(".").hasSizeGreaterThan(20));
  }

  @Test
  void keepsTheNamesOfTheOperationalContract() {
    assertThat(Declarations.in(Place.FLAG).map(Declaration::flag))
        .contains("port", "data", "db", "config", "roles");
    assertThat(Declarations.in(Place.ENVIRONMENT).map(Declaration::environment))
        .contains(
            "BRASS_PORT", "BRASS_DATA", "BRASS_DATABASE_URL", "BRASS_CONFIG", "BRASS_MASTER_KEY");
  }

  @Test
  void aSecretCannotBeAFlagWhereOthersSeeIt() {
    assertThat(Declarations.in(Place.FLAG).map(Declaration::key)).doesNotContain("master-key");
  }
}
