using Carousel.Autograd;
using Carousel.Handwriting;
using Carousel.Jobs.Fitting;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Jobs.Tests.Handwriting;

public class OffsetTests
{
    private static readonly float[] _row =
    [
        0.4f, 0.3f, -0.2f, 0.5f, -1, 0.1f, 0.8f, -0.5f, 0.2f, -0.1f, -0.7f, 0.6f, -0.9f,
    ];

    [Theory]
    [InlineData(0.8f)]
    [InlineData(60f)]
    [InlineData(100f)]
    public void Mixture_CostsWhatTheLossSays(float logDeviation)
    {
        float[] row = [.. _row];
        (row[7], row[8], row[9], row[10]) = (logDeviation, -0.5f, -logDeviation / 4, logDeviation);
        using var backend = new CpuBackend(1);
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        float[] target = [0.7f, -0.3f, 1];
        double loss = Loss.MixtureDensity(0.05f)
            .Apply(
                tape, tape.Input(row, new Shape(1, 13)), tape.Input(target, new Shape(1, 3)).Value).Value.ToArray()[0];
        var mixture = new OffsetMixture(row, 2, 0.05f);
        Assert.True(double.IsFinite(loss));
        Assert.Equal(loss, mixture.Nats(0.7f, -0.3f) - Math.Log(mixture.Lift), 1e-5);
    }

    [Fact]
    public void Drawn_HasTheMeanOfTheMixture_AndLessSpreadWithABias()
    {
        const int Draws = 4000;
        (double Mean, double Deviation) Of(double bias)
        {
            var mixture = new OffsetMixture(_row, 2, 0.05f, bias);
            var draws = new SimulationDraws(1, "test");
            double[] xs = [.. Enumerable.Range(0, Draws).Select(_ => (double)mixture.Draw(draws).X)];
            return (xs.Average(), Math.Sqrt(xs.Sum(x => (x - xs.Average()) * (x - xs.Average())) / Draws));
        }

        double first = Math.Exp(0.3), second = Math.Exp(-0.2);
        Assert.Equal(((first * 0.5) - second) / (first + second), Of(0).Mean, 0.06);
        Assert.True(Of(3).Deviation < 0.6 * Of(0).Deviation);
    }

    [Fact]
    public void Offsets_LeaveTheFirstPointOut()
    {
        var offsets = PenOffsets.Of(
            [new PenPoint(5, 5, true), new PenPoint(7, 4, false), new PenPoint(7, 8, true)], 2, -1);
        Assert.Equal([1, -0.5f, 0, 0, 2, 1], offsets.Offsets);
        Assert.Equal((0d, 0d, true), offsets.Move(0).Before);
        Assert.Equal((1d, -0.5d, false), offsets.Move(1).Before);
        Assert.Equal(
            Math.Sqrt((4 + 1 + 16) / 4.0),
            PenOffsets.ScaleOf([new Drawing("", [new(5, 5, true), new(7, 4, false), new(7, 8, true)], "", 1)]), 1e-6);
    }

    [Fact]
    public void Markov_KnowsWhatFollowsFromTheOffsetBefore_AndOneNormalDoesNot()
    {
        // Each offset is half the one before, with a little independent noise; a lift after every third point.
        var draws = new SimulationDraws(1, "test");
        PenOffsets[] drawings = [.. Enumerable.Range(0, 60).Select(_ =>
        {
            var offsets = new List<float>();
            (double x, double y) = (3 * draws.Normal(), 3 * draws.Normal());
            for (int t = 0; t < 9; t++)
            {
                (x, y) = ((0.5 * x) + (0.1 * draws.Normal()), (0.5 * y) + (0.1 * draws.Normal()));
                offsets.AddRange([(float)x, (float)y, t % 3 == 2 ? 1 : 0]);
            }

            return new PenOffsets([.. offsets], false, -1);
        })];
        OffsetBaseline markov = OffsetBaseline.Markov(drawings), normal = OffsetBaseline.Normal(drawings);
        Assert.Equal(0.5, markov.States[0].X.OfX, 0.1);
        Assert.Equal(0, markov.States[0].X.OfY, 0.1);
        Assert.Equal(1 / 3.0, normal.States[0].Lift, 0.01);
        Assert.True(Cost(markov.Nats, drawings).Offset < Cost(normal.Nats, drawings).Offset - 200);
    }

    [Fact]
    public void LastOffsetMixture_KnowsTwoWaysToGoOn_WhichOneNormalCannot()
    {
        // After an offset to the right the pen goes up or down, never straight; after one to the left it lifts.
        var draws = new SimulationDraws(2, "test");
        PenOffsets Made()
        {
            var offsets = new List<float>();
            for (int t = 0; t < 12; t++)
            {
                offsets.AddRange(
                    [t % 3 == 2
                        ? -1
                        : 1, (draws.Chance(0.5) ? 1 : -1) + (float)(0.05 * draws.Normal()), t % 3 == 2 ? 1 : 0]);
            }

            return new PenOffsets([.. offsets], false, -1);
        }

        PenOffsets[] known = [.. Enumerable.Range(0, 40).Select(_ => Made())],
            asked = [.. Enumerable.Range(0, 20).Select(_ => Made())];
        LastOffsetMixture mixture = LastOffsetMixture.Fit(known, 6);
        OffsetBaseline markov = OffsetBaseline.Markov(known);
        int points = asked.Sum(d => d.Count);
        double own = Cost(mixture.Nats, asked).Offset / points, line = Cost(markov.Nats, asked).Offset / points;
        Assert.True(own < line - 1, $"{own} against {line}");

        // One component is one normal distribution around a line: the density of both offsets over that of the one
        // before.
        LastOffsetMixture single = LastOffsetMixture.Fit(known, 1);
        Assert.Equal(Cost(markov.Nats, asked).Offset, Cost(single.Nats, asked).Offset, 0.01 * points);
    }

    [Fact]
    public void Normal_IsTheFrequenciesAndTheDeviation()
    {
        PenOffsets[] one = [new([1, 0, 0, -1, 0, 0, 1, 0, 1, -1, 0, 1], false, -1)];
        OffsetState state = OffsetBaseline.Normal(one).States.Single();
        Assert.Equal(
            (0, Math.Round(Math.Sqrt(1 + 1e-4), 6), 0.01, 0.5),
            (
                Math.Round(state.X.Constant, 6), Math.Round(state.DeviationX, 6), Math.Round(state.DeviationY, 6),
                state.Lift));
        Assert.Equal(4 * Math.Log(2), Cost(OffsetBaseline.Normal(one).Nats, one).Lift, 1e-9);
    }

    private static PenNats Cost(Func<PenMove, PenNats> cost, PenOffsets[] drawings) =>
        PenNats.Sum(drawings.SelectMany(d => d.Moves).Select(cost));
}
