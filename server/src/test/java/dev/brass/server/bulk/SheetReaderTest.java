package dev.brass.server.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SheetReaderTest {

  private static final String PAGE = "https://www.amazon.com/dp/B0DFC2DWD5";

  private static Sheet read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Sheet read(byte[] bytes) {
    return SheetReader.read(bytes, null, 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t", "|"})
  void findsTheDelimiter(String delimiter) {
    Sheet sheet =
        read(
            String.join(
                    delimiter,
                    "product_url",
                    "name",
                    "note, really; yes|no\t!".replace(delimiter, ""))
                + "\n"
                + String.join(delimiter, PAGE, "Zoë Straße", "x"));
    assertThat(sheet.rows()).hasSize(1);
    assertThat(sheet.rows().getFirst().cells().values()).containsExactly(PAGE, "Zoë Straße", "x");
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-8, false",
    "UTF-8, true",
    "UTF-16LE, true",
    "UTF-16BE, true",
    "UTF-16LE, false",
    "UTF-16BE, false",
    "windows-1252, false",
    "ISO-8859-1, false"
  })
  void findsTheEncoding(String charset, boolean marked) {
    String text = (marked ? "\uFEFF" : "") + "product_url,name\n" + PAGE + ",Zoë Straßer\n";
    Sheet sheet = read(text.getBytes(Charset.forName(charset)));
    assertThat(sheet.rows().getFirst().cells())
        .containsEntry("product_url", PAGE)
        .containsEntry("name", "Zoë Straßer");
  }

  @Test
  void theEuroSignOfWindowsIsOne() {
    byte[] bytes = "product_url,note\nx,5 €\n".getBytes(Charset.forName("windows-1252"));
    assertThat(read(bytes).rows().getFirst().cells()).containsEntry("note", "5 €");
  }

  @Test
  void theClientMaySayTheEncoding() {
    byte[] bytes = "product_url,name\nx,Łódź\n".getBytes(Charset.forName("ISO-8859-2"));
    assertThat(SheetReader.read(bytes, Charset.forName("ISO-8859-2"), 3).rows().getFirst().cells())
        .containsEntry("name", "Łódź");
  }

  @Test
  void cellsMayHoldLineBreaksDelimitersAndQuotes() {
    Sheet sheet = read("name,note\r\n\"A\"\"B\",\"one\r\ntwo, three\"\r\nC,d\r\n");
    assertThat(sheet.rows())
        .extracting(row -> List.copyOf(row.cells().values()))
        .containsExactly(List.of("A\"B", "one\r\ntwo, three"), List.of("C", "d"));
  }

  @Test
  void rowsWithoutTextDoNotCountAndTheOthersKeepTheirNumber() {
    Sheet sheet = read("sep=;\nname;city\n;;\nA;B\n\n  ; \nC;D;\n");
    assertThat(sheet.rows()).extracting(Sheet.Row::number).containsExactly(4, 7);
    assertThat(sheet.rows()).extracting(Sheet.Row::beyond).containsOnly(0);
  }

  @Test
  void shortRowsAreFilledAndLongOnesAreNoticed() {
    Sheet sheet = read("name,city\nA\nB,C,D\n");
    assertThat(sheet.rows().getFirst().cells()).containsEntry("city", "");
    assertThat(sheet.rows().getLast().beyond()).isEqualTo(1);
  }

  @Test
  void headingsThatAreTwiceThereKeepBothCells() {
    assertThat(read("ref,Ref,ref\n1,2,3\n").rows().getFirst().cells())
        .containsExactly(
            java.util.Map.entry("ref", "1"),
            java.util.Map.entry("Ref (2)", "2"),
            java.util.Map.entry("ref (3)", "3"));
  }

  @Test
  void saysWhyAFileIsNoTable() {
    says("", "no row of data");
    says("name,city\n", "no row of data");
    says("name\n1\n2\n3\n4\n", "at most 3 rows");
    says("PK\u0003\u0004xyz", "save the sheet as CSV");
    says("name\na\0b\n", "NUL");
    says("name,city\n\"open,x\n", "not valid CSV");
    says("name\n" + "x".repeat(40_000) + "\n", "at most 32767 characters");
  }

  private static void says(String file, String why) {
    assertThatThrownBy(() -> read(file)).isInstanceOf(BadSheet.class).hasMessageContaining(why);
  }
}
