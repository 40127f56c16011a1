package dev.brass.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A test of the contract. The method takes one [World] in the situation named here, or none when
/// it opens worlds of its own; its name begins with the number of the rule it proves.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Rule {
  Situation value() default Situation.ACCEPTS;
}
