using Carousel.Backends;
using Carousel.Inspection.Traces;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Claims.Shield;
using Carousel.Laboratory.Claims.Tasks;
using Carousel.Laboratory.Claims.Training;
using Carousel.Layers;
using Carousel.Report;

namespace Carousel.Laboratory.Tests.Claims;

public sealed class ShieldClaimTests
{
    [Fact]
    public void Run_MeasuresWhatAClosedGateKeepsAway()
    {
        ClaimResult result = new ShieldClaim { Length = 12, Hidden = 4, MostSequences = 800 }
            .Run(new ClaimRun { Seeds = 2 });

        Assert.InRange(Figure(result, "closed_over_open"), 0.001, 0.02);
        Assert.InRange(Figure(result, "closed_form_error"), 0, 1e-5);
        Assert.Equal(64_000, new ShieldClaim().MostSequences);
        LineChart chart = Assert.IsType<LineChart>(result.Blocks[0]);
        Assert.All(Enumerable.Range(1, 3), k => Assert.True(chart.Lines[k].Values[0] < chart.Lines[k - 1].Values[0]));
        Assert.Equal(
            ["all gates", "no input gate", "no forget gate", "no output gate", "coupled, i = 1 − f"],
            result.Blocks.OfType<Table>().Single().Rows.Select(r => r.Cells[0].Text));
        Assert.Contains($"{ClaimNumbers.Short(chart.Lines[^1].Values[^1])}", chart.Summary, StringComparison.Ordinal);
        Assert.Contains("None of the 20 runs diverged", result.Sentence, StringComparison.Ordinal);
        Assert.Equal(0, Figure(result, "diverged"));
        Assert.False(result.Holds);
        Assert.StartsWith("The claim did not come out in full", result.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Row_CountsUnsolvedRunsAtTheBudgetAndSolvedOnesOnTheTestSequences()
    {
        ShieldTrial solved = new(true, true, false, 400, 0.004, 0.01),
            lucky = solved with { IsSolvedOnTest = false, LongerLoss = 0.03 },
            diverged = new(false, false, true, 100, double.NaN, double.NaN);
        var whole = new ShieldRow(GateVariant.All[0], [solved, solved], [solved, solved], 1000);
        var row = new ShieldRow(GateVariant.All[1], [solved, lucky], [lucky, diverged], 1000);

        Assert.Equal(700, row.Sequences(row.Latest));
        Assert.Equal(1.0 / 3, ShieldRow.ShareOnTest(row.Both), 1e-12);
        Assert.Equal(0.03, row.LongerLoss);
        Assert.True(row.IsMissed(whole));
        Assert.False((whole with { Variant = GateVariant.All[1] }).IsMissed(whole));
        Assert.Equal(double.NaN, ShieldRow.ShareOnTest([diverged]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Remove_LeavesAGateAtOne_WhateverTrainingDoes(int gate)
    {
        using var backend = new CpuBackend(1);
        var task = new AddingTask(10);
        var layer = new Lstm(task.InputSize, 5);
        var network = new TaskNetwork(layer, task.OutputSize);
        network.Build(backend, 1);
        CellGates.Remove(layer, gate);

        TaskTraining.Run(
            backend, network, task, new TaskTrainingOptions { MostSequences = 3200 }, 1,
            TestContext.Current.CancellationToken);

        LayerTrace trace = NetworkTrace.Of(backend, layer, [.. Enumerable.Range(0, 20).Select(i => i - 10f)])[0];
        float[] input = trace[TraceQuantity.InputGate], output = trace[TraceQuantity.OutputGate];
        Assert.All(
            gate == 0 ? input : gate == 1 ? trace[TraceQuantity.ForgetGate] : output,
            value => Assert.Equal(1f, value, 1.2e-7f));
        Assert.Contains(gate == 0 ? output : input, value => value < 0.99f);
    }

    [Fact]
    public void Set_HoldsAGateAtAValue()
    {
        using var backend = new CpuBackend(1);
        var layer = new Lstm(2, 5);
        layer.Build(backend, 1);
        CellGates.Set(layer, 3, 0.05);
        Assert.All(
            NetworkTrace.Of(backend, layer, [1, 2, 3, 4], [TraceQuantity.OutputGate])[0][TraceQuantity.OutputGate],
            value => Assert.Equal(0.05f, value, 1e-6f));
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void Run_ShieldsInTheDefaultRun()
    {
        ClaimResult result = new ShieldClaim().Run(new ClaimRun { Threads = 2 });
        Assert.InRange(Figure(result, "closed_over_open"), 0, 0.02);
        Assert.InRange(Figure(result, "all_solved"), 0.8, 1);
        Assert.InRange(Figure(result, "no_input_adding_solved"), 0, 0.2);
    }

    private static double Figure(ClaimResult result, string name) => result.Figures.Single(f => f.Name == name).Value;
}
