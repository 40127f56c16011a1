/// Reading of clients' JSON objects, field by field, with every fault and its place.
///
/// *May import:* texts. Knows no API.
@NullMarked
package dev.brass.server.form;

import org.jspecify.annotations.NullMarked;
