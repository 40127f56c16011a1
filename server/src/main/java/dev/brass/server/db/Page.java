package dev.brass.server.db;

import java.util.List;

/// A page of a longer list.
///
/// @param total the number of items on all pages
public record Page<T>(List<T> items, long total) {
  public Page {
    items = List.copyOf(items);
  }
}
