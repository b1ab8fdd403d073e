using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Rivals;
using Carousel.Laboratory.Trials;
using Carousel.Testing;

namespace Carousel.Laboratory.Tests.Rivals;

/// <summary>
/// Recurrent cascade correlation: its parts against differences, and the whole on the task that it was shown on.
/// </summary>
public sealed class RecurrentCascadeTests
{
    [Fact]
    public void Quickprop_FindsTheLowestPointOfAParabola_InThreeSteps()
    {
        var rule = new Quickprop(Rate: 0.1, Growth: 100, Decay: 0);
        double[] weights = [3, -2];
        double[] before = [0, 0];
        double[] jumps = [0, 0];
        for (int n = 0; n < 3; n++)
        {
            double[] slopes = [2 * (weights[0] - 1), 0.5 * (weights[1] - 4)];
            rule.Change(weights, slopes, before, jumps, 1);
            Assert.Equal([0, 0], slopes);
        }

        Near.Within(Near.Floats(weights), new double[] { 1, 4 }, 0.2);
    }

    [Fact]
    public void Quickprop_GrowsByItsFactor_WhereTheSlopeStays()
    {
        var rule = new Quickprop(Rate: 0.1, Growth: 2, Decay: 0);
        double[] weights = [0];
        double[] before = [0];
        double[] jumps = [0];
        rule.Change(weights, [-1], before, jumps, 1);
        Assert.Equal(0.1, weights[0], 12);
        rule.Change(weights, [-1], before, jumps, 1);

        // Twice the last jump, and plain descent.
        Assert.Equal(0.1 + 0.2 + 0.1, weights[0], 12);
    }

    [Fact]
    public void CascadeUnit_StaysAsItIs_WhereNoErrorIsLeft()
    {
        var unit = new CascadeUnit(4, 2, 1, new TrialRandom(1, "cascade", 0));
        double[] start = [.. unit.Weights];
        for (int pass = 0; pass < 2; pass++)
        {
            Pass(unit, new Draws(3).Matrix(12, 3), new double[12, 2]);
            unit.EndPass(new Quickprop(1, 2, 0), 0, changes: true);
        }

        Assert.Equal(0, unit.Score);
        Assert.Equal(start, unit.Weights);
    }

    [Fact]
    public void CascadeUnit_ClimbsTheGradientOfItsCovariance()
    {
        var draws = new Draws(3);
        double[,] inputs = draws.Matrix(12, 3);
        double[,] errors = draws.Matrix(12, 2);
        var unit = new CascadeUnit(4, 2, 1, new TrialRandom(1, "cascade", 0));
        double[] start = [.. unit.Weights];
        var still = new Quickprop(0, 2, 0);

        // The first pass finds signs, the second the slopes.
        Pass(unit, inputs, errors);
        unit.EndPass(still, 1, changes: false);
        Pass(unit, inputs, errors);
        unit.EndPass(new Quickprop(1, 2, 0), 1, changes: true);
        double[] climbed = [.. unit.Weights.Select((weight, k) => weight - start[k])];

        var probe = new CascadeUnit(4, 2, 1, new TrialRandom(1, "cascade", 0));
        double Score()
        {
            Pass(probe, inputs, errors);
            probe.EndPass(still, 1, changes: false);
            return probe.Score;
        }

        FiniteDifference.Check("weights", Score, probe.Weights, climbed);
    }

    [Fact]
    public void Trial_IsSolved_OnTheReberGrammar()
    {
        var cascade = new RecurrentCascade
        {
            Inputs = ReberGrammar.SymbolCount,
            Outputs = ReberGrammar.SymbolCount,
            TakesSymbols = true,
        };
        var trials = new TrialQueue(MakeTrial, 3);
        using (var network = new RecurrentCascadeNetwork(cascade))
        {
            new LaneRunner(network, trials).Run(CancellationToken.None);
        }

        TrialResult[] results = [.. Enumerable.Range(0, 3).Select(number => trials.Find(number)!.Result)];
        Assert.Contains(results, result => result.IsSolved);
        Assert.All(
            results.Where(result => result.IsSolved), result => Assert.InRange(result.Figures["hidden_units"], 1, 6));
    }

    [Fact]
    public void Extend_AddsAUnit_AndCountsItsWeights()
    {
        var cascade = new RecurrentCascade { Inputs = 2, Outputs = 1, TakesSymbols = true, Patience = 2 };
        using var network = new RecurrentCascadeNetwork(cascade);
        network.Initialize(0, new TrialRandom(2, "cascade", 1));
        int passes = 0;
        while (network.Hidden < 2)
        {
            Assert.True(++passes < 1000);
            ShowCoin(network);
            network.Extend(0);
        }

        var weights = new float[network.WeightCount];
        network.ReadWeights(0, weights);

        // Outputs read bias, inputs and hidden units; a hidden unit reads bias, inputs, those before it and itself.
        Assert.Equal(5 + 4 + 5, cascade.WeightsWith(2));
        Assert.Equal(cascade.WeightsWith(2), weights.Count(weight => weight != 0));
    }

    private static PassesTrial MakeTrial(int number)
    {
        var random = new TrialRandom(1, "reber", number);
        var grammar = new PlainReberGrammar();
        return new PassesTrial(
            new TrialStart("cascade", 1, number, 60_000), grammar.Draw(random, 128), grammar.Draw(random, 128))
        {
            Rate = 1,
            Judgement = Judgement.AdmissibleMostActive,
        };
    }

    private static void Pass(CascadeUnit unit, double[,] inputs, double[,] errors)
    {
        unit.Reset();
        for (int t = 0; t < inputs.GetLength(0); t++)
        {
            unit.Step([inputs[t, 0], inputs[t, 1], inputs[t, 2]], carries: true);
            unit.Note([errors[t, 0], errors[t, 1]]);
        }
    }

    private static unsafe void ShowCoin(RecurrentCascadeNetwork network)
    {
        var random = new TrialRandom(3, "coins", 0);
        for (int n = 0; n < 8; n++)
        {
            network.Reset(0);
            int first = random.Below(2);
            for (int t = 0; t < 4; t++)
            {
                network.InputSymbols[0] = t == 0 ? first : random.Below(2);
                network.Step();
                network.OutputErrors[0] = first - network.OutputValues[0];
                network.Rates[0] = 1;
                network.Learn();
            }
        }
    }
}
