package dev.brass.server.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Files as real clients send them.
class ClientFilesTest {

  private static final String PHONE = "0000000000";
  private static final String PAGE = "https://www.amazon.com/dp/B07JGBW826";
  private static final String HEADINGS =
      "product_url,quantity,name,address1,city,state,zip,max_price";
  private static final String ROW =
      PAGE + ",1,Tim Beaver,77 Massachusetts Avenue,Cambridge,MA,02139,4999";

  private static byte[] file(String name) {
    try (InputStream in =
        Objects.requireNonNull(ClientFilesTest.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<RowReading> read(byte[] file) {
    return read(SheetReader.read(file, null, 100));
  }

  private static List<RowReading> read(String file) {
    return read(file.getBytes(StandardCharsets.UTF_8));
  }

  private static List<RowReading> read(Sheet sheet) {
    return new RowReader(PHONE, sheet.wishes()).readAll(sheet);
  }

  private static RowReading one(String file) {
    List<RowReading> rows = read(file);
    assertThat(rows).hasSize(1);
    return rows.getFirst();
  }

  private static RowReading one(Map<String, String> cells) {
    return new RowReader(PHONE, Sheet.Wishes.NONE).read(0, new Sheet.Row(2, cells, 0));
  }

  private static String at(RowReading row, String path) {
    return row.order().at(path).asString("");
  }

  private static List<String> keys(String file) {
    RowKeys keys = new RowKeys();
    return read(file).stream().map(row -> keys.next(row.said())).toList();
  }

  // Row 7.

  @Test
  void anEmptyColumnAndTheSpellingAndOrderOfHeadingsSayNothing() {
    String twice = HEADINGS + ",note\n" + ROW + ",x\n" + ROW + ",x\n";
    List<String> known = keys(twice);
    assertThat(known).doesNotHaveDuplicates();
    String emptyColumn = HEADINGS + ",note,gift_message\n" + ROW + ",x,\n" + ROW + ",x, \n";
    assertThat(keys(emptyColumn)).isEqualTo(known);
    assertThat(keys(twice.replace("note", "Note "))).isEqualTo(known);
    assertThat(keys(twice.replace("note", "Remark").replace("zip", "Postal Code")))
        .isEqualTo(known);
    String turned =
        "Note,max_price,zip,state,city,address1,name,quantity,product_url\n"
            + "x,4999,2139,MA,Cambridge,77 Massachusetts Avenue,Tim  Beaver,1.0,"
            + PAGE;
    assertThat(keys(turned)).containsExactly(known.getFirst());
    assertThat(keys(HEADINGS + ",note\n" + ROW + ",y\n")).doesNotContainAnyElementsOf(known);
    assertThat(keys("," + twice.replace("\n" + ROW, "\n0," + ROW))).isEqualTo(known);
  }

  @Test
  void whatARowMeansDoesNotDependOnItsSpelling() {
    RowReading plain = one(HEADINGS + ",note\n" + ROW + ",x\n");
    RowReading other =
        one("Note,country,gift_message," + HEADINGS + "\nx,US,," + ROW.replace(",1,", ",1.0,"));
    assertThat(other.meaning()).isEqualTo(plain.meaning());
    assertThat(one(HEADINGS + "\n" + ROW.replace(",1,", ",2,")).meaning())
        .isNotEqualTo(plain.meaning());
  }

  /// Orders of uploads from before migration V46 are known by what they asked for.
  @Test
  void aRowIsKnownAsItWasReadBefore() {
    Map<String, String> cells = new LinkedHashMap<>();
    cells.put("Product", PAGE + "|" + PAGE);
    cells.put("qty", "1;2");
    cells.put("Ship Name", "Tim Beaver");
    cells.put("name", "#1001");
    cells.put("zip", "2139");
    cells.put("quantity-purchased", "3");
    cells.put("variant_Color", "Red");
    cells.put("max_price", "50.00");
    cells.put("note", "");
    String meaning = FormerReading.meaning(new Sheet.Row(2, cells, 0), PHONE);
    assertThat(meaning)
        .contains("\"first_name\":\"Tim\"", "\"postal_code\":\"2139\"", "\"max_price\":\"50\"")
        .contains("\"carried\":[\"3\"]", "\"quantity\":\"2\"");
    Map<String, String> more = new LinkedHashMap<>();
    more.put("Extra", " ");
    more.putAll(cells);
    assertThat(FormerReading.meaning(new Sheet.Row(7, more, 0), PHONE)).isEqualTo(meaning);
  }

  // Row 8.

  @Test
  void theAddresseeOutranksTheBuyerAndGeneralHeadings() {
    RowReading row = read(file("shopify-export.csv")).getFirst();
    assertThat(row.problems()).isEmpty();
    assertThat(row.recipient()).isEqualTo("Tim Beaver");
    assertThat(row.passthrough()).containsEntry("Name", "#1001").containsKey("Billing Name");
    assertThat(row.passthrough()).containsKey("Shipping Street").containsEntry("Email", "a@b.test");
    assertThat(at(row, "/shipping_address/address_line1")).isEqualTo("77 Massachusetts Avenue");
    assertThat(at(row, "/shipping_address/address_line2")).isEqualTo("Apt 4");
    assertThat(at(row, "/shipping_address/postal_code")).isEqualTo("02139");
    assertThat(at(row, "/shipping_address/phone_number")).isEqualTo("+1 555-123-0101");
    assertThat(at(row, "/products/0/quantity")).isEqualTo("3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Name,Buyer Name,Ship To Name,Zip,Buyer Zip,Ship To Zip,Address 1,Buyer Address 1,Ship To Address 1,Phone,Buyer Phone Number,Ship To Phone,City,Buyer City,Ship To City",
        "Ship To Name,Buyer Name,Name,Ship To Zip,Buyer Zip,Zip,Ship To Address 1,Buyer Address 1,Address 1,Ship To Phone,Buyer Phone Number,Phone,Ship To City,Buyer City,City"
      })
  void theRankOfHeadingsIsTheSameForEveryConceptAndInEveryOrder(String headings) {
    List<String> names = List.of(headings.split(",", -1));
    Map<String, String> cells = new LinkedHashMap<>();
    names.forEach(
        name -> cells.put(name, (name.startsWith("Ship") ? "to " : "other ") + name + " 5551230"));
    RowReading row = one(cells);
    assertThat(row.recipient()).startsWith("to");
    assertThat(at(row, "/shipping_address/address_line1")).startsWith("to");
    assertThat(at(row, "/shipping_address/postal_code")).startsWith("to");
    assertThat(at(row, "/shipping_address/city")).startsWith("to");
    assertThat(at(row, "/shipping_address/phone_number")).startsWith("to");
    cells.keySet().removeIf(name -> name.startsWith("Ship"));
    cells.replaceAll(
        (name, _) -> (name.startsWith("Buyer") ? "by " : "other ") + name + " 5551230");
    assertThat(one(cells).recipient()).startsWith("by");
    assertThat(at(one(cells), "/shipping_address/city")).startsWith("by");
  }

  @Test
  void thePartsOfAnAddressAreOfOneParty() {
    RowReading row =
        one(
            "product_url,Ship Address 1,Ship City,Ship State,Ship Zip,Buyer Address 1,Buyer Address 2,name\n"
                + PAGE
                + ",77 Massachusetts Avenue,Cambridge,MA,02139,1 Bill St,Floor 9,Tim Beaver\n");
    assertThat(at(row, "/shipping_address/address_line2")).isEmpty();
    assertThat(row.passthrough()).containsEntry("Buyer Address 2", "Floor 9");
  }

  // Row 9.

  @Test
  void noCellIsLostSilently() {
    RowReading hidden = read(file("hidden-shift.csv")).getFirst();
    assertThat(hidden.problems().values()).anyMatch(why -> why.contains("'Apt 4' is in column J"));
    RowReading index = one("," + HEADINGS + "\n0," + ROW + "\n");
    assertThat(index.problems()).isEmpty();
    assertThat(index.passthrough()).containsEntry("(column A)", "0");
    assertThat(index.notes()).anyMatch(note -> note.contains("column A has no heading"));
    RowReading twice = one(HEADINGS + ",zip\n" + ROW + ",02140\n");
    assertThat(twice.problems()).containsKey("shipping_address.postal_code");
    RowReading units = one(HEADINGS + ",address2,apt\n" + ROW + ",Building 7,Apt 4\n");
    assertThat(at(units, "/shipping_address/address_line2")).isEqualTo("Building 7, Apt 4");
  }

  // Row 10.

  @Test
  void anEncodingThatCannotBeToldIsRefusedWithTheCandidates() {
    assertThatThrownBy(() -> read(file("sjis.csv")))
        .isInstanceOf(BadSheet.class)
        .hasMessageContaining("Shift_JIS")
        .hasMessageContaining("?encoding=");
    Sheet told = SheetReader.read(file("sjis.csv"), Charset.forName("Shift_JIS"), 10);
    assertThat(told.source().encoding()).isEqualTo("Shift_JIS");
    assertThat(told.source().encodingGuessed()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "windows-1251,Иван Петров",
    "KOI8-R,Иван Петров",
    "GB18030,王小明",
    "EUC-KR,김철수",
    "IBM850,Hélène Müller",
    "x-MacRoman,Hélène Müller",
    "windows-1250,Łukasz Wiśniewski"
  })
  void noNameIsReadInAnotherEncodingThanItHas(String charset, String name) {
    byte[] bytes =
        (HEADINGS + "\n" + ROW.replace("Tim Beaver", name)).getBytes(Charset.forName(charset));
    try {
      assertThat(read(bytes).getFirst().recipient()).isEqualTo(name);
    } catch (BadSheet e) {
      assertThat(e.text()).contains("cannot be determined");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Zoë Straßer", "Hélène Müller", "José Nuñez", "Søren Kjær", "Seán O’Brien"})
  void westernNamesAreReadAsWindowsWritesThem(String name) {
    byte[] bytes =
        (HEADINGS + "\n" + ROW.replace("Tim Beaver", name))
            .getBytes(Charset.forName("windows-1252"));
    Sheet sheet = SheetReader.read(bytes, null, 10);
    assertThat(read(sheet).getFirst().recipient()).isEqualTo(name);
    assertThat(sheet.source().encoding()).isEqualTo("windows-1252");
    assertThat(sheet.source().encodingGuessed()).isTrue();
    assertThat(sheet.source().delimiter()).isEqualTo(",");
  }

  @Test
  void controlCharactersNeverReachAName() {
    RowReading row = one(HEADINGS + "\n" + ROW.replace("Tim", "T\u0081m"));
    assertThat(row.problems().get("")).contains("'name'", "U+0081");
    byte[] latin =
        (HEADINGS + "\n" + ROW.replace("Tim", "T\u008Dm")).getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> read(latin)).isInstanceOf(BadSheet.class);
    assertThat(read(SheetReader.read(latin, StandardCharsets.ISO_8859_1, 5)).getFirst().problems())
        .isNotEmpty();
  }

  // Row 11.

  @Test
  void zerosOfAnotherStateDoNotComeBack() {
    RowReading row = read(file("zip-of-another-state.csv")).getFirst();
    assertThat(row.problems().get("shipping_address.postal_code")).contains("07701", "TX");
    assertThat(one(HEADINGS + "\n" + ROW.replace("02139", "2139")).problems()).isEmpty();
  }

  // Row 12.

  @Test
  void aNumberThatASpreadsheetHasMangledIsRefusedInEveryColumnOfIdentifiers() {
    RowReading row = read(file("scientific-numbers.csv")).getFirst();
    assertThat(row.problems()).containsKeys("shipping_address.phone_number", "idempotency_key");
    for (String heading : List.of("po_number", "account_id", "phone", "idempotency_key")) {
      assertThat(one(HEADINGS + "," + heading + "\n" + ROW + ",1.23457E+12").problems())
          .as(heading)
          .hasSize(1);
      assertThat(one(HEADINGS + "," + heading + "\n" + ROW + ",#N/A").problems()).hasSize(1);
    }
    assertThat(
            at(
                one(HEADINGS + ",phone\n" + ROW + ",5551230101.0"),
                "/shipping_address/phone_number"))
        .isEqualTo("5551230101");
  }

  // Row 13.

  @Test
  void anAmountThatIsNotInCentsIsRefusedWithTheValueInCents() {
    RowReading row = read(file("dollars.csv")).getFirst();
    assertThat(row.problems().get("max_price")).contains("5000 for 50.00");
    assertThat(one(HEADINGS + "\n" + ROW.replace("4999", "1.000")).problems().get("max_price"))
        .contains("100000 for 1000.00");
    assertThat(one(HEADINGS + "\n" + ROW.replace(",1,", ",1.000,")).quantities())
        .containsExactly(0);
  }

  // Rows 14 and 15.

  @Test
  void invisibleCharactersAndBlanksOfAllKindsAreNothing() {
    RowReading spaces = read(file("no-break-spaces.csv")).getFirst();
    assertThat(spaces.problems()).isEmpty();
    assertThat(spaces.recipient()).isEqualTo("Tim Beaver");
    assertThat(spaces.destination()).isEqualTo("Cambridge, MA 02139, US");
    RowReading marks =
        one(
            "\uFEFF\uFEFF"
                + HEADINGS.replace("zip", "\u200Bzip\u00AD")
                + "\n"
                + ROW.replace("02139", "\u200E02139\u202C")
                    .replace("Tim Beaver", "Tim\u2003Beaver\u2060"));
    assertThat(marks.problems()).isEmpty();
    assertThat(marks.destination()).isEqualTo("Cambridge, MA 02139, US");
    assertThat(marks.recipient()).isEqualTo("Tim Beaver");
    assertThat(read(HEADINGS + "\n" + ROW + "\n\u00A0,\u200B,,,,,,\n")).hasSize(1);
  }

  // Row 17.

  @Test
  void theExportOfAmazonIsUnderstood() {
    RowReading row = read(file("amazon-unshipped.txt")).getFirst();
    assertThat(row.problems()).isEmpty();
    assertThat(at(row, "/products/0/quantity")).isEqualTo("3");
    assertThat(at(row, "/shipping_address/address_line1")).isEqualTo("Hostel Maria");
    assertThat(at(row, "/shipping_address/address_line2")).isEqualTo("Building 7, Room 12");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Etsy, WooCommerce (two of its exporters), eBay, ShipStation, TikTok Shop, Walmart.
        "product_url,Quantity,Ship Name,Ship Address1,Ship Address2,Ship City,Ship State,Ship Zipcode,Ship Country,max_price,Order ID",
        "product_url,Quantity (- Refund),Full Name (Shipping),Address 1 (Shipping),Address 2 (Shipping),City (Shipping),State Code (Shipping),Postcode (Shipping),Country Code (Shipping),max_price,Order Number",
        "product_url,line_item_quantity,shipping_full_name,shipping_address_1,shipping_address_2,shipping_city,shipping_state,shipping_postcode,shipping_country,max_price,order_id",
        "product_url,Quantity,Ship To Name,Ship To Address 1,Ship To Address 2,Ship To City,Ship To State,Ship To Zip,Ship To Country,max_price,Sales Record Number",
        "product_url,Item - Qty,Ship To - Name,Ship To - Address 1,Ship To - Address 2,Ship To - City,Ship To - State,Ship To - Postal Code,Ship To - Country,max_price,Order - Number",
        "product_url,Quantity,Recipient,Address Line 1,Address Line 2,City,State,Zipcode,Country,max_price,Order ID",
        "product_url,Qty,Customer Name,Ship to Address 1,Ship to Address 2,City,State,Zip,Ship to Country,max_price,PO#",
        "productUrl,itemQuantity,shipToName,shippingAddress1,shippingAddress2,shipCity,shipState,shippingPostalCode,shippingCountryCode,maxPrice,orderNumber"
      })
  void theExportsOfShopsAreUnderstood(String headings) {
    String line =
        PAGE
            + ",3,Tim Beaver,77 Massachusetts Avenue,Apt 4,Cambridge,MA,02139,United States,4999,A-1\n";
    RowReading row = one(headings + "\n" + line);
    assertThat(row.problems()).isEmpty();
    assertThat(row.destination()).isEqualTo("Cambridge, MA 02139, US");
    assertThat(row.recipient()).isEqualTo("Tim Beaver");
    assertThat(row.quantities()).containsExactly(3);
    assertThat(at(row, "/shipping_address/address_line1")).isEqualTo("77 Massachusetts Avenue");
    assertThat(at(row, "/shipping_address/address_line2")).isEqualTo("Apt 4");
    assertThat(row.passthrough()).hasSize(1).containsValue("A-1");
    Sheet sheet =
        SheetReader.read(
            (headings + "\n" + line + line).getBytes(StandardCharsets.UTF_8), null, 10);
    assertThat(read(sheet.with(new Sheet.Wishes(true, Map.of()))))
        .singleElement()
        .satisfies(merged -> assertThat(merged.quantities()).containsExactly(3, 3));
  }

  private static List<RowReading> byOrder(String file) {
    Sheet sheet = SheetReader.read(file.getBytes(StandardCharsets.UTF_8), null, 10);
    return read(sheet.with(new Sheet.Wishes(true, Map.of())));
  }

  @Test
  void linesOfOneOrderBecomeOneOrder() {
    String head =
        "Name,Lineitem quantity,Lineitem sku,product_url,Shipping Name,Shipping Address1,Shipping City,Shipping Zip,Shipping Province,max_price\n";
    List<RowReading> rows =
        byOrder(
            head
                + "#1,2,S1,"
                + PAGE
                + ",Tim Beaver,77 Massachusetts Avenue,Cambridge,'02139,MA,4999\n"
                + "#2,1,S3,"
                + PAGE
                + "3,Ann Beaver,77 Massachusetts Avenue,Cambridge,'02139,MA,4999\n"
                + "#1,1,S2,"
                + PAGE
                + "2,,,,,,\n");
    assertThat(rows).hasSize(2);
    assertThat(rows.getFirst().problems()).isEmpty();
    assertThat(rows.getFirst().productUrls()).containsExactly(PAGE, PAGE + "2");
    assertThat(rows.getFirst().quantities()).containsExactly(2, 1);
    assertThat(rows.getFirst().passthrough())
        .containsEntry("Name", "#1")
        .containsEntry("Lineitem sku", "S1 | S2");
    assertThat(
            byOrder(
                    head
                        + "#1,2,S1,"
                        + PAGE
                        + ",Tim Beaver,1 A St,Boston,02139,MA,4999\n"
                        + "#1,2,S1,"
                        + PAGE
                        + ",Tim Beaver,2 B St,Boston,02139,MA,4999\n")
                .getFirst()
                .problems()
                .get("shipping_address.address_line1"))
        .contains("rows 2 and 3 are one order");
    assertThat(
            byOrder(head + "1.2E+12,2,S1," + PAGE + ",Tim Beaver,1 A St,Boston,02139,MA,4999\n")
                .getFirst()
                .problems())
        .containsKey("order_number");
    assertThatThrownBy(() -> byOrder(HEADINGS + "\n" + ROW))
        .isInstanceOf(BadSheet.class)
        .hasMessageContaining("number of the order");
  }

  @Test
  void aMappingOutranksWhatHeadingsSay() {
    Sheet sheet =
        SheetReader.read(
            (HEADINGS + ",Lieferant\n" + ROW + "," + PAGE + "9\n").getBytes(StandardCharsets.UTF_8),
            null,
            5);
    Map<String, String> mapping = Map.of("lieferant", "product_url", "Product URL", "passthrough");
    Sheet mapped = SheetJson.read(SheetJson.write(sheet.with(new Sheet.Wishes(false, mapping))));
    RowReading row = read(mapped).getFirst();
    assertThat(row.productUrls()).containsExactly(PAGE + "9");
    assertThat(row.passthrough()).containsEntry("product_url", PAGE);
  }

  // Row 18.

  @Test
  void columnsThatContradictEachOtherAreAnErrorAndWhatFitsWins() {
    RowReading codes = one(HEADINGS + ",postal_code\n" + ROW + ",02140");
    assertThat(codes.problems().get("shipping_address.postal_code"))
        .contains("'zip'", "'postal_code'", "02139", "02140");
    assertThat(one(HEADINGS + ",postal_code\n" + ROW + ",2139").problems()).isEmpty();
    RowReading titled = one(HEADINGS.replace("product_url", "Product,URL") + "\nDesk Lamp," + ROW);
    assertThat(titled.problems()).isEmpty();
    assertThat(titled.productUrls()).containsExactly(PAGE);
    assertThat(titled.passthrough()).containsEntry("Product", "Desk Lamp");
    RowReading turned = one(HEADINGS.replace("product_url", "URL,Link") + "\nsee right," + ROW);
    assertThat(turned.productUrls()).containsExactly(PAGE);
    assertThat(one(HEADINGS + ",first_name,last_name\n" + ROW + ",Ann,Beaver").problems())
        .containsKey("shipping_address.name");
    assertThat(
            one(HEADINGS + ",first_name,last_name\n" + ROW.replace("Tim", "Tim M.") + ",Tim,Beaver")
                .problems())
        .isEmpty();
    assertThat(one(HEADINGS + ",qty\n" + ROW + ",2").problems()).containsKey("products.quantity");
  }

  // Row 19.

  @Test
  void theEndOfAFileAsDosWroteItIsNothing() {
    assertThat(read(HEADINGS + "\n" + ROW + "\n\u001A")).hasSize(1);
    assertThat(read(HEADINGS + "\n" + ROW + "\u001A\u001A\r\n"))
        .singleElement()
        .satisfies(row -> assertThat(row.problems()).isEmpty());
  }

  @Test
  void whatIsLongTakesNoLongerThanItsLength() {
    List<String> cells = new ArrayList<>();
    cells.add("\"" + " ".repeat(32_000) + "x\"");
    cells.add("\"" + "|;, \n".repeat(6_000) + "\"");
    cells.add("\"" + "http".repeat(8_000) + "\"");
    cells.add("\"" + "1.".repeat(16_000) + "\"");
    for (String cell : cells) {
      for (String heading :
          List.of("product_url", "quantity", "max_price", "zip", "name", "variant")) {
        assertThat(read(heading + "\n" + cell)).hasSize(1);
      }
    }
  }

  @Test
  void theOrderOfTheDocumentsIsReadAsBefore() {
    JsonNode order = one(HEADINGS + ",internal_ref\n" + ROW + ",r-1").order();
    assertThat(order.toString())
        .isEqualTo(
            "{\"products\":[{\"url\":\""
                + PAGE
                + "\",\"quantity\":\"1\"}],"
                + "\"shipping_address\":{\"first_name\":\"Tim\",\"last_name\":\"Beaver\","
                + "\"address_line1\":\"77 Massachusetts Avenue\",\"address_line2\":\"\","
                + "\"city\":\"Cambridge\",\"state\":\"MA\",\"postal_code\":\"02139\","
                + "\"phone_number\":\""
                + PHONE
                + "\"},\"max_price\":4999,"
                + "\"metadata\":{\"internal_ref\":\"r-1\"}}");
  }
}
