package dev.brass.server.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.Ids;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowReaderTest {

  private static RowReading read(String... cells) {
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < cells.length; i += 2) {
      row.put(cells[i], cells[i + 1]);
    }
    return new RowReader("0000000000", Sheet.Wishes.NONE).read(0, new Sheet.Row(2, row, 0));
  }

  @Test
  void readsTheRowOfTheDocuments() {
    RowReading row =
        read(
            "product_url",
            "https://example.com/p",
            "quantity",
            "2",
            "name",
            "Tim M Beaver",
            "address1",
            "1 Main St",
            "city",
            "Cambridge",
            "state",
            "MA",
            "zip",
            "02139",
            "max_price",
            "4999",
            "internal_ref",
            "r-1");
    assertThat(row.problems()).isEmpty();
    assertThat(row.recipient()).isEqualTo("Tim M Beaver");
    assertThat(row.destination()).isEqualTo("Cambridge, MA 02139, US");
    assertThat(row.maxPrice()).isEqualTo(4999);
    assertThat(row.passthrough()).containsOnly(Map.entry("internal_ref", "r-1"));
    assertThat(row.order().at("/shipping_address/last_name").asString()).isEqualTo("Beaver");
    assertThat(row.order().at("/products/0/quantity").asString()).isEqualTo("2");
    assertThat(row.order().at("/metadata/internal_ref").asString()).isEqualTo("r-1");
  }

  @ParameterizedTest
  @CsvSource({
    "ZIP Code, POSTAL_CODE, 0", "postal-code, POSTAL_CODE, 0", "Postcode, POSTAL_CODE, 0",
    "Shipping Zip, POSTAL_CODE, 0", "Shipping Name, NAME, 0", "ship_to_name, NAME, 0",
    "Product URL, PRODUCT_URL, 0", "url_2, PRODUCT_URL, 2", "Qty 3, QUANTITY, 3",
    "variant_2, VARIANT, 2", "Address Line 1, LINE1, 0", "Surname, LAST_NAME, 0",
    "internal_ref, , 0", "shipping_max_price, , 0", "city_2, , 0"
  })
  void knowsHeadings(String heading, Column column, int number) {
    Vocabulary.Heading meaning = Vocabulary.of(heading);
    if (column == null) {
      assertThat(meaning).isNull();
    } else {
      assertThat(meaning)
          .extracting(Vocabulary.Heading::column, Vocabulary.Heading::number)
          .containsExactly(column, number);
    }
  }

  @Test
  void tellsThatItBroughtZerosBack() {
    assertThat(read("zip", "2139", "phone", "1").notes())
        .containsExactly(
            "Row 2, column 'zip': '2139' was read as '02139'; a spreadsheet had converted it to a"
                + " number");
  }

  @Test
  void aRowMayHaveSeveralProducts() {
    RowReading listed =
        read(
            "urls",
            "",
            "url",
            "https://a.com/x;y|https://a.com/z\nhttps://a.com/w",
            "qty",
            "1;2|3",
            "variant",
            "Color=Black;Size=L||");
    assertThat(listed.problems()).isEmpty();
    assertThat(listed.productUrls())
        .containsExactly("https://a.com/x;y", "https://a.com/z", "https://a.com/w");
    assertThat(listed.quantities()).containsExactly(1, 2, 3);
    assertThat(listed.order().at("/products/0/variant/1/value").asString()).isEqualTo("L");
    RowReading numbered =
        read("url_1", "https://a.com/1", "url_2", "https://a.com/2", "url_3", "", "qty_2", "5");
    assertThat(numbered.productUrls()).containsExactly("https://a.com/1", "https://a.com/2");
    assertThat(numbered.quantities()).containsExactly(1, 5);
  }

  @Test
  void anOptionMayHaveAColumnOfItsOwn() {
    RowReading row = read("url", "https://a.com/1", "variant_Color", "Red", "variant_Size", "");
    assertThat(row.order().at("/products/0/variant").toString())
        .isEqualTo("[{\"label\":\"Color\",\"value\":\"Red\"}]");
  }

  @Test
  void tellsWhatIsNotUnderstood() {
    RowReading row =
        read(
            "url",
            "https://a.com/1 https://a.com/2",
            "qty",
            "1;2;3",
            "max_price",
            "$49.99",
            "name",
            "Cher",
            "is_gift",
            "maybe",
            "variant",
            "Black");
    assertThat(
            new RowValidator(
                    (_, _, _) -> new RowIntake.Verdict.Refused(List.of()),
                    new TenantId(Ids.next()),
                    Mode.TEST)
                .misread(row))
        .allMatch(error -> error.startsWith("Row 2, column '"))
        .anyMatch(error -> error.contains("3 quantities for 2 products"))
        .anyMatch(error -> error.contains("write 4999 for 49.99"))
        .anyMatch(error -> error.contains("'Cher' is one word"))
        .anyMatch(error -> error.contains("neither yes nor no"))
        .anyMatch(error -> error.contains("use the form Color=Black;Size=L"));
  }

  @Test
  void equalRowsOfOneFileHaveKeysOfTheirOwnAndAreKnownAgain() {
    RowKeys first = new RowKeys();
    RowKeys second = new RowKeys();
    List<String> keys =
        List.of(first.next(List.of("a")), first.next(List.of("a")), first.next(List.of("b")));
    assertThat(keys).doesNotHaveDuplicates();
    assertThat(
            List.of(
                second.next(List.of("b")), second.next(List.of("a")), second.next(List.of("a"))))
        .containsExactlyInAnyOrderElementsOf(keys);
  }
}
