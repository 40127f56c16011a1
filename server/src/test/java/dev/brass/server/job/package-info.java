/// Tests of jobs against a real PostgreSQL. Start reading at [TestNode].
@NullMarked
package dev.brass.server.job;

import org.jspecify.annotations.NullMarked;
