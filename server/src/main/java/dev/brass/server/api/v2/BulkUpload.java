package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.HeavyParsing;
import dev.brass.server.bulk.BadSheet;
import dev.brass.server.bulk.Bulks;
import dev.brass.server.bulk.Sheet;
import dev.brass.server.form.Fields;
import dev.brass.server.form.InvalidInput;
import dev.brass.server.form.InvalidInput.Fault;
import dev.brass.server.text.Characters;
import dev.brass.server.text.PlainText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The content of a bulk request: rows that the client has parsed, as JSON, or the file itself,
/// alone or in a form, with `filename`, `notify_on_complete`, `encoding`, `group_by` and `mapping`
/// in the query or as fields of the form.
record BulkUpload(@Nullable String filename, Sheet sheet, boolean notifyOnComplete) {

  private static final String FORM = "multipart/form-data";
  private static final int LONGEST_NAME = 255;

  /// The bytes of an unpacked workbook that use as much memory as one byte of a body: most of them
  /// are markup, which is discarded.
  private static final int UNPACKED = 4;

  static BulkUpload of(ApiRequest request, Bulks bulks, V2Json json) {
    String header = request.header("content-type");
    String type = header == null ? "" : header;
    byte[] body = request.bytes();
    String media = request.mediaType();
    if (media.equals(FORM)) {
      return form(request, type, body, bulks, json);
    }
    if (isJson(media) || (!isTable(media) && looksLikeJson(body))) {
      BulkWishes wishes = new BulkWishes(request, null, json);
      return HeavyParsing.of(body.length, () -> rows(json.read(text(body)), bulks, wishes));
    }
    return file(request, null, body, type, null, bulks, json);
  }

  private static BulkUpload form(
      ApiRequest request, String type, byte[] body, Bulks bulks, V2Json json) {
    MultipartForm form = HeavyParsing.of(body.length, () -> parts(body, type));
    MultipartForm.Part file =
        form.file()
            .orElseThrow(
                () -> invalid("body", "the form has no file; send the table as the field 'file'"));
    String ofFile = file.type() == null ? "" : file.type();
    return file(request, form, file.content(), ofFile, file.filename(), bulks, json);
  }

  private static MultipartForm parts(byte[] body, String type) {
    try {
      return MultipartForm.of(body, type);
    } catch (MultipartForm.Malformed e) {
      throw invalid("body", e.text());
    }
  }

  private static BulkUpload file(
      ApiRequest request,
      @Nullable MultipartForm form,
      byte[] content,
      String type,
      @Nullable String nameOfFile,
      Bulks bulks,
      V2Json json) {
    BulkWishes wishes = new BulkWishes(request, form, json);
    String said = wishes.text("filename");
    boolean notify = wishes.flag("notify_on_complete");
    String encoding = wishes.text("encoding");
    Sheet.Wishes how = wishes.read();
    wishes.check();
    Charset declared =
        encoding == null
            ? charset(MultipartForm.parameter(type, "charset"), "header", "content-type")
            : charset(encoding, "query", "encoding");
    String filename = said == null && nameOfFile != null ? shortened(nameOfFile) : said;
    try {
      int unpacked = Bulks.unpacked(content);
      request.hold(unpacked / UNPACKED);
      Sheet sheet =
          HeavyParsing.of(
              Math.max(content.length, unpacked), () -> read(content, declared, how, bulks));
      return new BulkUpload(filename, sheet, notify);
    } catch (BadSheet e) {
      throw invalid("body", e.text());
    }
  }

  private static Sheet read(
      byte[] content, @Nullable Charset declared, Sheet.Wishes how, Bulks bulks) {
    Sheet sheet = bulks.read(content, declared).with(how);
    bulks.check(sheet);
    return sheet;
  }

  private static @Nullable String shortened(String name) {
    String file = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    String last = Characters.only(file, c -> PlainText.isLine(String.valueOf((char) c)));
    return last.isEmpty() ? null : last.substring(0, Math.min(last.length(), LONGEST_NAME));
  }

  private static InvalidInput invalid(String place, String why) {
    return new InvalidInput(
        List.of(new Fault(List.of(place), "Value error, " + why, "value_error")));
  }

  private static boolean isJson(String media) {
    return media.equals("application/json") || media.endsWith("+json");
  }

  /// The media types of tables. Browsers on Windows declare a CSV file as an Excel file, and simple
  /// programs send text, bytes or form fields.
  private static boolean isTable(String media) {
    return media.endsWith("/csv")
        || media.equals("text/tab-separated-values")
        || media.equals("application/vnd.ms-excel")
        || media.startsWith("application/vnd.openxmlformats");
  }

  private static boolean looksLikeJson(byte[] body) {
    for (byte b : body) {
      if (b == '{' || b == '[') {
        return true;
      }
      boolean skipped = b == ' ' || b == '\t' || b == '\r' || b == '\n' || (b & 0xFF) >= 0xBB;
      if (!skipped) {
        return false;
      }
    }
    return true;
  }

  /// The text of a JSON body, which is UTF-8.
  private static String text(byte[] body) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw invalid("body", "the body is not UTF-8 text");
    }
  }

  private static @Nullable Charset charset(@Nullable String name, String in, String field) {
    if (name == null || name.isEmpty()) {
      return null;
    }
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new InvalidInput(
          List.of(
              new Fault(
                  List.of(in, field),
                  "Value error, the encoding '"
                      + name
                      + "' is not known; leave it out, or use one"
                      + " such as UTF-8, windows-1252 or Shift_JIS",
                  "value_error")));
    }
  }

  private static BulkUpload rows(JsonNode body, Bulks bulks, BulkWishes wishes) {
    Fields f = Fields.of(body);
    String filename = f.textOrNull("filename", 0, LONGEST_NAME);
    boolean notify = f.flag("notify_on_complete");
    Sheet.Wishes how = wishes.read(f);
    List<Sheet.Row> rows = BulkRows.read(f, bulks.mostRows());
    wishes.check();
    f.check();
    Sheet sheet = new Sheet(rows).with(how);
    try {
      bulks.check(sheet);
    } catch (BadSheet e) {
      throw invalid("body", e.text());
    }
    return new BulkUpload(filename, sheet, notify);
  }
}
