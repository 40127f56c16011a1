package dev.brass.server.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkbookReaderTest {

  private static final String HEADINGS =
      Workbooks.row(
          1, "product_url", "name", "city", "zip", "max_price", "date", "formula", "phone");

  private static Sheet read(String rows) {
    return SheetReader.read(Workbooks.of(rows), null, 10);
  }

  private static String cell(String attributes, String value) {
    return Workbooks.row(1, "text")
        + "<row r=\"2\"><c r=\"A2\" "
        + attributes
        + ">"
        + value
        + "</c></row>";
  }

  private static String text(String attributes, String value) {
    return Objects.requireNonNull(
        read(cell(attributes, value)).rows().getFirst().cells().get("text"));
  }

  @Test
  void aWorkbookIsReadAsItIsShown() {
    Sheet sheet =
        read(
            HEADINGS
                + "<row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>https://a.com/1</t></is></c>"
                + "<c r=\"B3\" t=\"s\"><v>0</v></c><c r=\"C3\" t=\"s\"><v>1</v></c>"
                + "<c r=\"D3\" s=\"1\"><v>2139</v></c><c r=\"E3\"><v>4999</v></c>"
                + "<c r=\"F3\" s=\"3\"><v>46143</v></c>"
                + "<c r=\"G3\" t=\"str\"><f>A3&amp;\"x\"</f><v>kept</v></c>"
                + "<c r=\"H3\"><v>5.551230101E9</v></c></row>");
    assertThat(sheet.source()).isEqualTo(SheetSource.workbook("Orders"));
    assertThat(sheet.rows().getFirst().number()).isEqualTo(3);
    assertThat(sheet.rows().getFirst().cells().values())
        .containsExactly(
            "https://a.com/1",
            "Tim Beaver",
            "Cambridge",
            "02139",
            "4999",
            "2026-05-01",
            "kept",
            "5551230101");
  }

  @Test
  void amountsKeepTheDecimalsThatAreShownSoThatTheyAreNotTakenForCents() {
    assertThat(text("s=\"2\"", "<v>50</v>")).isEqualTo("50.00");
    assertThat(text("s=\"4\"", "<v>50</v>")).isEqualTo("$50.00");
    assertThat(text("", "<v>49.990000000000002</v>")).startsWith("49.99");
    assertThat(text("", "<v>50</v>")).isEqualTo("50");
    assertThat(text("", "<f>A1*2</f><v>4999</v>")).isEqualTo("4999");
    assertThat(text("", "<v>1.2345678901234501E+16</v>")).isEqualTo("1.23457E+16");
    assertThat(text("t=\"b\"", "<v>1</v>")).isEqualTo("true");
    assertThat(text("t=\"e\"", "<v>#N/A</v>")).isEqualTo("#N/A");
  }

  @Test
  void theSheetWithOrdersIsFound() {
    Map<String, String> sheets = new LinkedHashMap<>();
    sheets.put("Read me", Workbooks.row(1, "How to fill this in") + Workbooks.row(2, "…"));
    sheets.put("hidden", HEADINGS + Workbooks.row(2, "a", "b"));
    sheets.put("March", HEADINGS + Workbooks.row(2, "https://a.com/1", "Tim Beaver"));
    Sheet sheet = SheetReader.read(Workbooks.of(sheets), null, 10);
    assertThat(sheet.source().sheet()).isEqualTo("March");
    sheets.put("April", sheets.get("March"));
    assertThatThrownBy(() -> SheetReader.read(Workbooks.of(sheets), null, 10))
        .isInstanceOf(BadSheet.class)
        .hasMessageContaining("'March', 'April'");
  }

  @Test
  void whatUnpacksToTooMuchIsRefused() {
    says(Workbooks.of(Workbooks.row(1, "a") + Workbooks.row(2, " ".repeat(70 << 20))), "64 MiB");
    Map<String, String> parts = Workbooks.parts(Map.of("Orders", HEADINGS));
    for (int i = 0; i < 1_100; i++) {
      parts.put("xl/media/" + i, "");
    }
    says(Workbooks.zip(parts), "1000 parts");
    says(Workbooks.of("<row>" + "<c/>".repeat(2_000_001) + "</row>"), "2000000 cells");
    says(Workbooks.of(HEADINGS + "<row/>".repeat(250_000)), "lines");
  }

  /// Memory is taken for what a workbook says that it unpacks to.
  @Test
  void aWorkbookThatUnpacksToMoreThanItSaysIsRefused() {
    byte[] file = Workbooks.of(HEADINGS + Workbooks.row(2, "https://a.example/1"));
    assertThat(Bulks.unpacked(file)).isGreaterThan(HEADINGS.length());
    assertThat(SheetReader.read(file, null, 10).rows()).hasSize(1);
    sayEachPartHas(file, 1);
    assertThat(Bulks.unpacked(file)).isLessThan(100);
    says(file, "damaged");
    assertThat(Bulks.unpacked(new byte[] {'a', ',', 'b'})).isZero();
  }

  /// Changes the sizes in the archive's directory.
  private static void sayEachPartHas(byte[] file, int bytes) {
    ByteBuffer zip = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i + Integer.BYTES <= file.length; i++) {
      if (zip.getInt(i) == 0x02014b50) {
        zip.putInt(i + 24, bytes);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<row r=\"1\"><c r=\"ZZZZZZ1\"><v>1</v></c></row>",
        "<row r=\"1\"><c r='&#90;ZZZ1'><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>99</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"d\"><v>2026-01-01</v></c></row>",
        "<row r=\"1\"><c r=\"-1\"><v>1</v></c></row>",
        "<row r=\"x\"><c r=\"A1\"><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"A1\"><v>1</v></row>",
        "<!DOCTYPE x [<!ENTITY a \"b\">]><row/>"
      })
  void aDamagedWorkbookIsNoTable(String rows) {
    assertThatThrownBy(() -> read(rows)).isInstanceOf(BadSheet.class);
  }

  @Test
  void otherArchivesAndWorkbooksAreRefusedWithWhatHelps() {
    says(
        Workbooks.zip(Map.of("mimetype", "application/vnd.oasis.opendocument.spreadsheet")),
        ".xlsx");
    says(new byte[] {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, 0, 0}, "old kind (.xls)");
    says(Workbooks.of(Workbooks.row(1, "name")), "no row of data");
  }

  private static void says(byte[] file, String why) {
    assertThatThrownBy(() -> SheetReader.read(file, null, 10))
        .isInstanceOf(BadSheet.class)
        .hasMessageContaining(why);
  }
}
