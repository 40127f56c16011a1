/// The classic API (classic Zinc docs): it reads the classic requests, calls the features and
/// renders their results, and knows no other channel. It may use the features and the code that all
/// APIs share. Start reading at [V1Api].
@NullMarked
package dev.brass.server.api.v1;

import org.jspecify.annotations.NullMarked;
