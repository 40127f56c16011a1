/// Tables as CSV files for people with spreadsheets. What is written here does nothing when it is
/// opened there: cells that a spreadsheet would carry out are made texts.
@NullMarked
package dev.brass.server.csv;

import org.jspecify.annotations.NullMarked;
