package dev.brass.connector.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One form of a retailer's product pages, such as `gp/product/{id}`.
///
/// It fits anywhere in a path, since languages, titles and categories come before it and `ref=…`
/// after it; letters' case does not matter. `*` is any segment; in the segment with the id,
/// `*-{id}.html` means that anything may be before the hyphen. `?Item={id}` behind a path, or
/// without one, means that the id is in the query.
///
/// @param segments what the segments are
/// @param idAt which of them has the id; -1 when it is in the query
/// @param parameter the query's parameter with the id; empty when it is in the path
record PageForm(List<String> segments, int idAt, String parameter) {

  private static final String ID = "{id}";
  private static final String ANY = "*";

  PageForm {
    segments = List.copyOf(segments);
  }

  static PageForm of(String written) {
    int question = written.indexOf('?');
    String path = question < 0 ? written : written.substring(0, question);
    List<String> segments = new ArrayList<>();
    int start = 0;
    int idAt = -1;
    while (start <= path.length() && !path.isEmpty()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      String segment = path.substring(start, end);
      idAt = segment.contains(ID) ? segments.size() : idAt;
      segments.add(segment);
      start = end + 1;
    }
    String parameter =
        question < 0 ? "" : written.substring(question + 1, written.indexOf('=', question));
    return new PageForm(segments, idAt, parameter);
  }

  /// Every product id of a form that an address has in this form's place.
  List<String> find(List<String> path, String query, ProductIdForm form) {
    List<String> found = new ArrayList<>();
    for (int at = 0; at + segments.size() <= path.size(); at++) {
      if (fits(path, at)) {
        if (idAt < 0) {
          values(query, parameter).forEach(value -> form.read(value).ifPresent(found::add));
        } else {
          id(path.get(at + idAt), segments.get(idAt), form).ifPresent(found::add);
        }
      }
    }
    return found;
  }

  private boolean fits(List<String> path, int at) {
    for (int i = 0; i < segments.size(); i++) {
      String wanted = segments.get(i);
      if (i != idAt && !wanted.equals(ANY) && !wanted.equalsIgnoreCase(path.get(at + i))) {
        return false;
      }
    }
    return true;
  }

  private static Optional<String> id(String segment, String written, ProductIdForm form) {
    int id = written.indexOf(ID);
    String before = written.substring(0, id);
    String after = written.substring(id + ID.length());
    int end = segment.length() - after.length();
    if (end <= 0 || !segment.regionMatches(true, end, after, 0, after.length())) {
      return Optional.empty();
    }
    String rest = segment.substring(0, end);
    if (before.startsWith(ANY)) {
      String mark = before.substring(ANY.length());
      int last = rest.lastIndexOf(mark);
      return last < 0 ? Optional.empty() : form.read(rest.substring(last + mark.length()));
    }
    if (!rest.regionMatches(true, 0, before, 0, before.length())) {
      return Optional.empty();
    }
    String text = rest.substring(before.length());
    return ProductIdForm.isOwn(text) ? Optional.of(text) : form.read(text);
  }

  /// The values of a parameter of a query, whatever the case of its name.
  static List<String> values(String query, String parameter) {
    List<String> values = new ArrayList<>();
    int start = 0;
    while (start < query.length()) {
      int and = query.indexOf('&', start);
      int end = and < 0 ? query.length() : and;
      int equals = query.indexOf('=', start);
      if (equals >= 0
          && equals < end
          && ProductPages.decoded(query.substring(start, equals)).equalsIgnoreCase(parameter)) {
        values.add(ProductPages.decoded(query.substring(equals + 1, end)));
      }
      start = end + 1;
    }
    return values;
  }
}
