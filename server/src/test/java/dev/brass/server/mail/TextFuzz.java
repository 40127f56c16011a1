package dev.brass.server.mail;

import dev.brass.server.csv.CsvFile;
import dev.brass.server.fuzz.FuzzTarget;
import dev.brass.spi.Condition;
import dev.brass.spi.Secret;
import dev.brass.spi.Totp;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Short texts in many forms: mail addresses, seeds of one-time codes, cells of an export.
public final class TextFuzz implements FuzzTarget {

  @Override
  public void read(byte[] input) throws IOException {
    String text = new String(input, StandardCharsets.UTF_8);
    Totp.problem(Secret.of(text));
    Condition.parse(text);
    OneLine.of(text, 200);
    MailAddress.problem(text);
    try (CsvFile file = CsvFile.to(OutputStream.nullOutputStream(), List.of("a"))) {
      file.row(List.of(text));
    }
  }
}
