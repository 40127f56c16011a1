/// The classic API's channel (seed 002, spec v1): it reads the classic requests, calls the features
/// and renders what they answer, and knows no other channel. It may use the features and what all
/// APIs share. Start reading at [V1Api].
@NullMarked
package dev.brass.server.api.v1;

import org.jspecify.annotations.NullMarked;
