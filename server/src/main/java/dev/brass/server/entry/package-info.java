/// The text that people and spreadsheets write into cells and fields, made plain: blanks, invisible
/// characters, whole numbers, amounts, postal codes, names of countries. It knows no API and no
/// feature, so that every channel can use it. Start reading at [CellText].
@NullMarked
package dev.brass.server.entry;

import org.jspecify.annotations.NullMarked;
