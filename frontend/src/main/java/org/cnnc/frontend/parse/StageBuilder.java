package org.cnnc.frontend.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cnnc.frontend.syntax.Argument;
import org.cnnc.frontend.syntax.Expression;
import org.cnnc.frontend.syntax.Name;
import org.cnnc.frontend.syntax.Path;
import org.cnnc.frontend.syntax.Stage;
import org.cnnc.frontend.syntax.Text;
import org.cnnc.grammar.CnnParser.CallStageContext;
import org.cnnc.grammar.CnnParser.IfStageContext;
import org.cnnc.grammar.CnnParser.LabelContext;
import org.cnnc.grammar.CnnParser.PartContext;
import org.cnnc.grammar.CnnParser.RepeatStageContext;
import org.cnnc.grammar.CnnParser.SegmentContext;
import org.cnnc.grammar.CnnParser.StageContext;
import org.cnnc.grammar.CnnParser.StagesContext;

/** Builds the stages of a pipe. */
final class StageBuilder {
  private final ExpressionBuilder expressions;

  StageBuilder(ExpressionBuilder expressions) {
    this.expressions = expressions;
  }

  Stage stage(StageContext context) {
    if (context.ifStage() != null) {
      return ifStage(context.ifStage());
    }
    return context.repeatStage() != null
        ? repeatStage(context.repeatStage())
        : callStage(context.callStage());
  }

  private List<Stage> stages(StagesContext context) {
    return context.stage().stream().map(this::stage).toList();
  }

  private Stage ifStage(IfStageContext context) {
    List<Stage> otherwise = List.of();
    if (context.ifStage() != null) {
      otherwise = List.of(ifStage(context.ifStage()));
    } else if (context.stages().size() == 2) {
      otherwise = stages(context.stages(1));
    }
    return new Stage.If(
        expressions.spans.of(context),
        expressions.expression(context.expr()),
        stages(context.stages(0)),
        otherwise);
  }

  private Stage repeatStage(RepeatStageContext context) {
    Optional<Name> variable = Optional.empty();
    if (context.expr().size() == 2) {
      variable = expressions.bareName(context.expr(0), "between `repeat` and `in` stands a name");
    }
    return new Stage.Repeat(
        expressions.spans.of(context),
        variable,
        expressions.expression(context.expr().getLast()),
        stages(context.stages()));
  }

  private Stage callStage(CallStageContext context) {
    List<Argument> arguments =
        context.arguments() == null ? List.of() : expressions.arguments(context.arguments());
    Optional<Text> label =
        context.path() == null ? Optional.empty() : Optional.of(label(context.label()));
    Path path =
        context.path() == null ? plainPath(context.label()) : expressions.path(context.path());
    return new Stage.Call(expressions.spans.of(context), label, path, arguments);
  }

  /** A label without a colon behind it is a path, and then must consist of names. */
  private Path plainPath(LabelContext context) {
    List<Name> names = new ArrayList<>();
    for (SegmentContext segment : context.segment()) {
      PartContext part = segment.part(0);
      if (segment.part().size() > 1 || (part.ID() == null && part.DIV() == null)) {
        expressions.error(
            expressions.spans.of(context),
            "`%s` is no operator, and a label needs `:` behind it".formatted(context.getText()));
        break;
      }
      names.add(expressions.name(segment.getStart()));
    }
    if (names.isEmpty()) {
      names.add(expressions.name(context.getStart()));
    }
    return new Path(expressions.spans.of(context), names);
  }

  private Text label(LabelContext context) {
    List<Text.Part> parts = new ArrayList<>();
    for (SegmentContext segment : context.segment()) {
      if (!parts.isEmpty()) {
        parts.add(new Text.Part.Literal("."));
      }
      for (PartContext part : segment.part()) {
        parts.add(part(part));
      }
    }
    return new Text(expressions.spans.of(context), parts);
  }

  private Text.Part part(PartContext part) {
    if (part.expr() == null) {
      return new Text.Part.Literal(part.getText());
    }
    Expression value = expressions.expression(part.expr());
    return new Text.Part.Hole(value);
  }
}
