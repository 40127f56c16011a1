package dev.brass.testkit;

import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.opentest4j.TestAbortedException;

/// A program that runs the tests and test factories of one class, prints a line for each, and ends
/// with 1 when one failed: for tests of a module that is no part of this build.
final class OneTestClass {

  private final PrintStream out = System.out;
  private boolean failed;

  private OneTestClass() {}

  public static void main(String[] arguments) throws ReflectiveOperationException {
    OneTestClass run = new OneTestClass();
    run.all(Class.forName(arguments[0]));
    System.exit(run.failed ? 1 : 0);
  }

  private void all(Class<?> type) throws ReflectiveOperationException {
    Constructor<?> constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    Object instance = constructor.newInstance();
    for (Method method : type.getDeclaredMethods()) {
      method.setAccessible(true);
      if (method.isAnnotationPresent(TestFactory.class)) {
        nodes((Stream<?>) method.invoke(instance));
      } else if (method.isAnnotationPresent(Test.class)) {
        one(method.getName(), () -> method.invoke(instance));
      }
    }
  }

  private void nodes(Stream<?> nodes) {
    nodes.map(DynamicNode.class::cast).forEach(this::node);
  }

  private void node(DynamicNode node) {
    switch (node) {
      case DynamicContainer container -> nodes(container.getChildren());
      case DynamicTest test -> one(test.getDisplayName(), test.getExecutable());
      default -> throw new IllegalStateException("unknown node " + node);
    }
  }

  private void one(String name, Executable test) {
    try {
      test.execute();
      out.println("passed " + name);
    } catch (TestAbortedException leftOut) {
      out.println("left out " + name);
    } catch (InvocationTargetException e) {
      fail(name, e.getCause());
    } catch (Throwable e) {
      fail(name, e);
    }
  }

  private void fail(String name, @Nullable Throwable why) {
    failed = true;
    out.println("FAILED " + name + ": " + why);
  }
}
