package dev.brass.server.bulk;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/// The check of a workbook before it is read: a small file can unpack to a large one, and a short
/// text can name a cell far to the right, for which memory would be allocated. It unpacks every
/// part once without storing it, and stops at the first limit. Thread-safe.
final class WorkbookGuard {

  private static final long MOST_BYTES = 64 << 20;
  private static final int MOST_CELLS = 2_000_000;
  private static final int MOST_PARTS = 1_000;
  private static final int MOST_SHEETS = 50;

  /// The last column of a sheet is XFD.
  private static final int MOST_LETTERS = 3;

  private static final XMLInputFactory XML = factory();

  private WorkbookGuard() {}

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    return factory;
  }

  /// The unpacked size that a file declares, in bytes.
  ///
  /// @throws BadSheet when it is not an archive, or declares too large a size
  static int unpacked(byte[] file) {
    try (ZipFile zip = open(file)) {
      return Math.toIntExact(said(zip));
    } catch (IOException | IllegalArgumentException e) {
      throw damaged();
    }
  }

  private static ZipFile open(byte[] file) throws IOException {
    return ZipFile.builder().setSeekableByteChannel(new SeekableInMemoryByteChannel(file)).get();
  }

  private static long said(ZipFile zip) {
    long bytes = 0;
    for (ZipArchiveEntry part : Collections.list(zip.getEntries())) {
      if (part.getSize() < 0) {
        throw damaged();
      }
      bytes = Math.min(bytes + Math.min(part.getSize(), MOST_BYTES), MOST_BYTES + 1);
    }
    if (bytes > MOST_BYTES) {
      throw tooLarge((MOST_BYTES >> 20) + " MiB when it is unpacked");
    }
    return bytes;
  }

  /// Checks a file.
  ///
  /// @throws BadSheet when it is not a workbook, exceeds a limit, or unpacks to more than it
  /// declares
  static void check(byte[] file) {
    try (ZipFile zip = open(file)) {
      Set<String> names = new TreeSet<>();
      Counts counts = new Counts(said(zip));
      for (ZipArchiveEntry part : Collections.list(zip.getEntries())) {
        names.add(part.getName());
        if (names.size() > MOST_PARTS) {
          throw tooLarge(MOST_PARTS + " parts");
        }
        try (InputStream content = new Counted(zip.getInputStream(part), counts)) {
          look(part.getName(), content, counts);
        }
      }
      kind(names);
    } catch (IOException | XMLStreamException | IllegalArgumentException e) {
      throw damaged();
    }
  }

  private static void kind(Set<String> names) {
    if (names.contains("xl/workbook.xml")) {
      if (names.stream().filter(name -> name.startsWith("xl/worksheets/sheet")).count()
          > MOST_SHEETS) {
        throw tooLarge(MOST_SHEETS + " sheets");
      }
      return;
    }
    throw new BadSheet(
        "this is an archive or a workbook of another kind than .xlsx; save the sheet as .xlsx or CSV"
            + " and send that");
  }

  private static void look(String name, InputStream content, Counts counts)
      throws IOException, XMLStreamException {
    if (name.startsWith("xl/") && name.endsWith(".xml")) {
      XMLStreamReader xml = XML.createXMLStreamReader(content);
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT && isCell(xml)) {
          cell(xml, counts);
        }
      }
      xml.close();
    } else {
      content.transferTo(OutputStream.nullOutputStream());
    }
  }

  private static boolean isCell(XMLStreamReader xml) {
    String name = xml.getLocalName();
    return name.equals("c") || name.endsWith(":c");
  }

  private static void cell(XMLStreamReader xml, Counts counts) {
    if (++counts.cells > MOST_CELLS) {
      throw tooLarge(MOST_CELLS + " cells");
    }
    String at = xml.getAttributeValue(null, "r");
    if (at != null && at.chars().filter(Character::isLetter).count() > MOST_LETTERS) {
      throw new BadSheet("this workbook is damaged: there is no cell " + shortened(at));
    }
  }

  private static String shortened(String text) {
    return text.length() > 12 ? text.substring(0, 12) + "…" : text;
  }

  private static BadSheet damaged() {
    return new BadSheet("this workbook is damaged; save the sheet as CSV and send that");
  }

  private static BadSheet tooLarge(String limit) {
    return new BadSheet(
        "the workbook is too large: a workbook has at most "
            + limit
            + "; split it, or save the sheet as CSV and send that");
  }

  /// The counts so far.
  private static final class Counts {
    private final long most;
    private long bytes;
    private int cells;

    Counts(long most) {
      this.most = most;
    }
  }

  /// A stream that fails when a file unpacks to too much.
  private static final class Counted extends FilterInputStream {

    private final Counts counts;

    Counted(InputStream in, Counts counts) {
      super(in);
      this.counts = counts;
    }

    @Override
    public int read() throws IOException {
      return count(super.read(), 1);
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int read = super.read(bytes, from, length);
      return count(read, read);
    }

    private int count(int result, int bytes) {
      counts.bytes += Math.max(bytes, 0);
      if (counts.bytes > counts.most) {
        throw damaged();
      }
      return result;
    }
  }
}
