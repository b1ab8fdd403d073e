using FsCheck;
using FsCheck.Fluent;

namespace Carousel.Tests.SequenceModels;

/// <summary>Any shapes: the answers have theirs, and a sequence's answer does not depend on the others.</summary>
public sealed class ShapeTests
{
    [Fact]
    public void AnyShapes_AreLearnedFrom()
    {
        var shapes =
            from count in Gen.Choose(1, 9)
            from features in Gen.Choose(1, 4)
            from size in Gen.Choose(1, 3)
            from everyStep in Gen.Elements(true, false)
            from both in Gen.Elements(true, false)
            from cell in Gen.Elements(Enum.GetValues<CellKind>())
            from layers in Gen.Choose(1, 3)
            from hidden in Gen.Choose(1, 5)
            from seed in Gen.Choose(0, 1000)
            select (count, features, size, everyStep, both, cell, layers, hidden, seed);
        Prop.ForAll(shapes.ToArbitrary(), shape =>
        {
            var random = new Random(shape.seed);
            int[] lengths = [.. Enumerable.Range(0, shape.count).Select(_ => random.Next(1, 8))];
            float[][] Rows(int steps, int width) =>
            [
                .. Enumerable.Range(0, steps).Select(
                    _ => Enumerable.Range(0, width).Select(_ => random.NextSingle()).ToArray()),
            ];
            float[][][] inputs = [.. lengths.Select(l => Rows(l, shape.features))];
            SequenceTargets targets = shape.everyStep
                ? lengths.Select(l => Rows(l, shape.size)).ToArray()
                : Rows(shape.count, shape.size);
            using var model = SequenceModel.Train(inputs, targets, new()
            {
                Cell = shape.cell,
                Hidden = shape.hidden,
                Layers = shape.layers,
                Bidirectional = shape.both,
                Epochs = 1,
                BatchSize = 4,
                Threads = 1,
            });

            float[][] together = model.Predict(inputs);
            for (int s = 0; s < shape.count; s++)
            {
                Assert.Equal(shape.size, together[s].Length);
                Assert.Equal(together[s], model.Predict(inputs[s]));
                Assert.True(!shape.everyStep || model.PredictSteps(inputs[s]).Length == lengths[s]);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }
}
