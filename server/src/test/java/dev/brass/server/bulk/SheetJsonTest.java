package dev.brass.server.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SheetJsonTest {

  private static Sheet.Row row(int number, int beyond, String... cells) {
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < cells.length; i += 2) {
      row.put(cells[i], cells[i + 1]);
    }
    return new Sheet.Row(number, row, beyond);
  }

  private static void isKept(Sheet.Row... rows) {
    Sheet sheet = new Sheet(List.of(rows));
    Sheet kept = SheetJson.read(SheetJson.write(sheet));
    assertThat(kept).isEqualTo(sheet);
    assertThat(kept.rows())
        .extracting(row -> List.copyOf(row.cells().keySet()))
        .containsExactlyElementsOf(
            sheet.rows().stream().map(row -> List.copyOf(row.cells().keySet())).toList());
  }

  @Test
  void rowsOfOneFileNameTheirHeadingsOnce() {
    Sheet.Row first = row(2, 0, "name", "Zoë", "zip", "02139");
    Sheet.Row second = row(4, 3, "name", "", "zip", "0");
    isKept(first, second);
    assertThat(SheetJson.write(new Sheet(List.of(first, second))))
        .isEqualTo("[[[\"name\",\"zip\"],[2,0,\"Zoë\",\"02139\"],[4,3,\"\",\"0\"]]]");
  }

  @Test
  void rowsWithHeadingsOfTheirOwnKeepTheseInTheirOrder() {
    isKept(
        row(2, 0, "a", "1", "b", "2"),
        row(3, 0, "b", "3", "a", "4"),
        row(4, 0, "b", "5"),
        row(5, 0),
        row(6, 0),
        row(7, 0, "b", "6"));
  }

  @Test
  void anyTextIsKept() {
    isKept(row(2, 0, "\"a\\\u0000", "line\r\nline\t\"quoted\" \u0000 \uD83D\uDE00 [1,\u2028]"));
  }
}
