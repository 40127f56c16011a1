/// Tests of the simulation of several nodes, and its short run.
@NullMarked
package dev.brass.bench.nodes;

import org.jspecify.annotations.NullMarked;
