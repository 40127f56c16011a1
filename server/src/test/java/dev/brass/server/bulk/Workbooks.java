package dev.brass.server.bulk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Small workbooks, written by hand, so that a test decides about every byte of them.
public final class Workbooks {

  private static final String XML = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
  private static final String MAIN =
      "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
  private static final String OF_DOCUMENTS =
      "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  private static final String RELATIONS =
      "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"";
  private static final String TYPE =
      "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.%s+xml\"";

  private Workbooks() {}

  /// A workbook with one sheet called Orders.
  public static byte[] of(String rows) {
    return of(Map.of("Orders", rows));
  }

  /// A workbook with these sheets; one whose name begins with `hidden` is.
  public static byte[] of(Map<String, String> sheets) {
    return zip(parts(sheets));
  }

  static Map<String, String> parts(Map<String, String> sheets) {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put(
        "[Content_Types].xml",
        XML
            + "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
            + "<Override PartName=\"/xl/workbook.xml\" "
            + TYPE.formatted("sheet.main")
            + "/><Override PartName=\"/xl/styles.xml\" "
            + TYPE.formatted("styles")
            + "/><Override PartName=\"/xl/sharedStrings.xml\" "
            + TYPE.formatted("sharedStrings")
            + "/></Types>");
    parts.put(
        "xl/sharedStrings.xml",
        XML + "<sst " + MAIN + "><si><t>Tim Beaver</t></si><si><t>Cambridge</t></si></sst>");
    // 1: five digits, 2: decimals, 3: a date, 4: dollars.
    parts.put(
        "xl/styles.xml",
        XML
            + "<styleSheet "
            + MAIN
            + "><numFmts><numFmt numFmtId=\"164\" formatCode=\"00000\"/><numFmt numFmtId=\"165\""
            + " formatCode=\"&quot;$&quot;#,##0.00\"/></numFmts><cellXfs><xf numFmtId=\"0\"/>"
            + "<xf numFmtId=\"164\"/><xf numFmtId=\"2\"/><xf numFmtId=\"14\"/>"
            + "<xf numFmtId=\"165\"/></cellXfs></styleSheet>");
    StringBuilder list = new StringBuilder();
    StringBuilder relations = new StringBuilder();
    int number = 0;
    for (Map.Entry<String, String> sheet : sheets.entrySet()) {
      number++;
      list.append(
          "<sheet name=\"%s\" sheetId=\"%d\" r:id=\"rId%d\"%s/>"
              .formatted(
                  sheet.getKey(),
                  number,
                  number,
                  sheet.getKey().startsWith("hidden") ? " state=\"hidden\"" : ""));
      relations.append(
          "<Relationship Id=\"rId%d\" Type=\"%s/worksheet\" Target=\"worksheets/sheet%d.xml\"/>"
              .formatted(number, OF_DOCUMENTS, number));
      parts.put(
          "xl/worksheets/sheet" + number + ".xml",
          XML
              + "<worksheet "
              + MAIN
              + "><sheetData>"
              + sheet.getValue()
              + "</sheetData></worksheet>");
    }
    parts.put(
        "xl/workbook.xml",
        XML
            + "<workbook "
            + MAIN
            + " xmlns:r=\""
            + OF_DOCUMENTS
            + "\"><sheets>"
            + list
            + "</sheets></workbook>");
    parts.put(
        "xl/_rels/workbook.xml.rels",
        XML + "<Relationships " + RELATIONS + ">" + relations + "</Relationships>");
    return parts;
  }

  static byte[] zip(Map<String, String> parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> part : parts.entrySet()) {
        zip.putNextEntry(new ZipEntry(part.getKey()));
        zip.write(part.getValue().getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /// A row of texts.
  public static String row(int number, String... texts) {
    StringBuilder row = new StringBuilder("<row r=\"" + number + "\">");
    for (int i = 0; i < texts.length; i++) {
      row.append(
          "<c r=\"%s%d\" t=\"inlineStr\"><is><t>%s</t></is></c>"
              .formatted((char) ('A' + i), number, texts[i]));
    }
    return row.append("</row>").toString();
  }
}
