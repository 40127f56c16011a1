package dev.brass.server.entry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "50.00|5000 for 50.00",
        "49.99|4999 for 49.99",
        "49,99|4999 for 49.99",
        "49.9|4990 for 49.90",
        "$49.99|4999 for 49.99",
        "49.99 USD|4999 for 49.99",
        "€ 50|5000 for 50.00",
        "1.000|100000 for 1000.00",
        "1,000|1000 for 10.00",
        "1,234.56|123456 for 1234.56",
        "1.234,56|123456 for 1234.56",
        "1'234.50|123450 for 1234.50",
        "4999.0|499900 for 4999.00"
      })
  void whatIsNotInCentsIsRefusedWithWhatWasProbablyMeant(String text, String meant) {
    assertThat(Cents.of(text))
        .isInstanceOfSatisfying(
            Cents.Unclear.class, unclear -> assertThat(unclear.why()).contains(meant));
  }

  @Test
  void digitsAreCents() {
    assertThat(Cents.of("\u00A04999 ")).isEqualTo(new Cents.Amount(4999));
    assertThat(Cents.of("-5")).isInstanceOf(Cents.Unclear.class);
    assertThat(Cents.of("9".repeat(13))).isInstanceOf(Cents.Unclear.class);
    assertThat(Cents.of(".,.,".repeat(8000))).isInstanceOf(Cents.Unclear.class);
  }

  @Test
  void aWholeNumberHasNoSeparators() {
    assertThat(WholeNumber.of("2.0")).isEqualTo(OptionalLong.of(2));
    assertThat(WholeNumber.of("1.000")).isEmpty();
    assertThat(WholeNumber.of("1,000")).isEmpty();
    assertThat(WholeNumber.of("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5.55123E+09",
        "1,23457E+12",
        "1E+12",
        "1.2e9",
        "#N/A",
        "#REF!",
        "########",
        "12345678901234500" + "000"
      })
  void whatASpreadsheetHasMangledIsNoIdentifier(String text) {
    assertThat(Mangled.identifier(text)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"555-123-0101", "1E5", "E12", "PO-1E+x", "#1001", "1234567890123456", ""})
  void otherTextsAreIdentifiers(String text) {
    assertThat(Mangled.identifier(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "2139,,,02139",
    "601,US,PR,00601",
    "2139.0,us,Massachusetts,02139",
    "2139-4307,US,MA,02139-4307",
    "7701,US,NJ,07701",
    "800,AU,NT,0800",
    "1067,DE,Sachsen,01067",
    "1067,DE,,01067",
    "1067,DE,Nirgendwo,01067",
    "118,IT,,00118",
    "6390,US,NY,06390",
    "501,US,New York,00501",
    "02139,US,TX,02139",
    "K1A 0B1,CA,ON,K1A 0B1",
    "21,US,,21",
    "10115,DE,Berlin,10115"
  })
  void zerosComeBackWhereTheStateHasSuchCodes(
      String code, String country, String state, String whole) {
    PostalCode.Restored restored =
        PostalCode.restored(code, country == null ? "" : country, state == null ? "" : state);
    assertThat(restored.contradiction()).isNull();
    assertThat(restored.text()).isEqualTo(whole);
  }

  @ParameterizedTest
  @CsvSource({
    "7701,US,TX",
    "2139,US,NJ",
    "2139,US,Masachusetts",
    "1067,DE,Hessen",
    "800,AU,NSW",
    "6500,MX,Jalisco",
    "8001,ES,Madrid"
  })
  void zerosOfAnotherStateAreRefusedWithTheReason(String code, String country, String state) {
    PostalCode.Restored restored = PostalCode.restored(code, country, state);
    assertThat(restored.contradiction()).contains(code, state);
    assertThat(restored.text()).isEqualTo(code);
  }

  @Test
  void namesOfCountriesAreCodes() {
    assertThat(CountryName.code("United States")).isEqualTo("US");
    assertThat(CountryName.code(" u.s.a. ")).isEqualTo("US");
    assertThat(CountryName.code("Germany")).isEqualTo("DE");
    assertThat(CountryName.code("Atlantis")).isNull();
  }
}
