package dev.brass.server.bulk;

import dev.brass.server.fuzz.FuzzTarget;

/// Uploads of any bytes, and what is made of their rows.
public final class SheetFuzz implements FuzzTarget {

  private static final int MOST_ROWS = 1_000;

  @Override
  public void read(byte[] input) {
    Sheet sheet;
    try {
      sheet = SheetReader.read(input, null, MOST_ROWS);
    } catch (BadSheet refused) {
      return;
    }
    new RowReader("0000000000", sheet.wishes()).readAll(sheet);
    SheetJson.write(sheet);
  }
}
