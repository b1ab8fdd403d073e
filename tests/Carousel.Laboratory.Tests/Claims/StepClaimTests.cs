using Carousel.Backends;
using Carousel.Forecasting;
using Carousel.Inspection.Equations;
using Carousel.Inspection.Stepping;
using Carousel.Jobs.Fitting;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Claims.Stepping;
using Carousel.Laboratory.Claims.Training;
using Carousel.Layers;
using Carousel.Report;
using Carousel.Streaming;

namespace Carousel.Laboratory.Tests.Claims;

public sealed class StepClaimTests
{
    public static TheoryData<string> Kinds => [.. ComparedCells.All.Select(ComparedCells.Key)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Equations_GiveWhatTheLayerGives(string cell)
    {
        ClaimResult result = new StepClaim()
            .Run(new ClaimRun { Options = new Dictionary<string, string> { ["cell"] = cell, ["length"] = "40" } });
        Assert.True(result.Holds, result.Sentence);
        Assert.Equal(40, Assert.IsType<Stepper>(result.Blocks[0]).Frames.Count);
        Assert.Equal(39, ((Stepper)result.Blocks[0]).Start);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Equations_AreThoseOfAnyLayer(string cell)
    {
        CellKind kind = ComparedCells.All.Single(k => ComparedCells.Key(k) == cell);
        Assert.All(
            kind == CellKind.Gru
                ? [new Gru(3, 5), new Gru(3, 5, resetAfter: false)]
                : (RecurrentLayer[])[kind.ToCell().Make(new(3, 5))],
            layer => Assert.InRange(Difference(layer), 0, 1e-6));
    }

    [Fact]
    public void Memory_HoldsTheMarkedValue_AndCountsTheMarks()
    {
        using var backend = new CpuBackend(1);
        RecurrentReading reading = HandSetCell.Run(backend, CellKind.Lstm, HandSetCell.Length);
        IReadOnlyList<double>[] cells =
        [
            .. CellWalk.Alone(reading.Layer, reading.Input, reading.Output).Steps.Select(step => step.After.Cell),
        ];

        Assert.All(cells[..3], c => Assert.Equal(Math.Tanh(1.5 * 0.8), c[0], 0.02));
        Assert.All(cells[3..7], c => Assert.Equal(Math.Tanh(1.5 * -0.9), c[0], 0.02));
        Assert.Equal([1, 1, 1, 2, 2, 2, 2, 3], cells.Select(c => (int)Math.Round(c[1] / Math.Tanh(0.25))));
    }

    [Fact]
    public void OtherLayers_AreRefused() =>
        Assert.Contains(
            "a projection",
            Assert.Throws<NotSupportedException>(
                () => RecurrentEquations.Known(new Lstm(2, 3, new LstmOptions { Projection = 2 }))).Message,
                StringComparison.Ordinal);

    private static double Difference(RecurrentLayer layer)
    {
        using var backend = new CpuBackend(1);
        layer.Build(backend, seed: 7);
        var equations = RecurrentEquations.Known(layer);
        using var session = new StreamingSession(backend, layer);
        CellState state = equations.Start();
        double largest = 0;
        var output = new float[layer.OutputSize];
        for (int t = 0; t < 30; t++)
        {
            float[] x = [MathF.Sin(t), MathF.Cos(2 * t), (t % 5) - 2];
            session.Step(x, output);
            state = equations.Show(x, state).After;
            largest = Math.Max(largest, output.Select((h, u) => Math.Abs(h - state.Hidden[u])).Max());
        }

        return largest;
    }
}
