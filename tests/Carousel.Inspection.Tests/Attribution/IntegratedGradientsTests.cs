using Carousel.Autograd;
using Carousel.Data;
using Carousel.Inspection.Attribution;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Inspection.Tests.Attribution;

public sealed class IntegratedGradientsTests : IDisposable
{
    private readonly CpuBackend _backend = new(1);

    public void Dispose() => _backend.Dispose();

    [Theory]
    [InlineData(PathRule.GaussLegendre, 1)]
    [InlineData(PathRule.Midpoint, 1)]
    [InlineData(PathRule.Midpoint, 3)]
    public void Attributions_AreWeightTimesWay_WhenTheScoreIsLinear(PathRule rule, int points)
    {
        var draws = new Draws(3);
        float[] weights = draws.Floats(28), input = draws.Floats(28), baseline = draws.Floats(28);

        InputAttribution found = IntegratedGradients.Of(
            _backend, ScoredNetwork.Linear(weights, 4), input, 4, baseline,
            new IntegratedGradientsOptions { Rule = rule, Points = points }, TestContext.Current.CancellationToken);

        Assert.Equal(
            weights.Select((w, i) => (double)w * (input[i] - baseline[i])), found.Values,
            (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.True(found.IsComplete);
        Assert.Equal(found.Score - found.BaselineScore, found.BySteps().Sum(), 1e-5);
        Assert.Equal(found.BySteps().Sum(), found.ByInputs().Sum(), 1e-12);
        Assert.Equal(found.ByInputs()[1], Enumerable.Range(0, 7).Sum(t => found.Values[(t * 4) + 1]), 1e-12);
    }

    [Fact]
    [Trait("Speed", "Long")]
    public void Attributions_AreCompleteWithinAPercent_OverRandomNetworks()
    {
        for (int seed = 1; seed <= 60; seed++)
        {
            var network = new ScoredNetwork(_backend, seed);
            InputAttribution found = IntegratedGradients.Of(
                _backend, network.Score, network.Input, network.Inputs, network.Baseline,
                cancellation: TestContext.Current.CancellationToken);
            Assert.True(
                found.CompletenessError <= 0.01,
                $"seed {seed}: {found.CompletenessError} with {found.Points} points, {found.Values.Sum()} "
                + $"of {found.Score} - {found.BaselineScore}");
            Assert.Equal(network.Of(_backend, network.Input), found.Score, 1e-5);
            Assert.Equal(network.Of(_backend, network.Baseline), found.BaselineScore, 1e-5);
        }
    }

    [Fact]
    public void Attributions_AreThoseOfFiniteDifferencesAlongThePath()
    {
        var network = new ScoredNetwork(_backend, 7);
        var options = new IntegratedGradientsOptions { Rule = PathRule.Midpoint, Points = 8, MostPoints = 8 };
        InputAttribution found = IntegratedGradients.Of(
            _backend, network.Score, network.Input, network.Inputs, network.Baseline, options,
            TestContext.Current.CancellationToken);

        double largest = found.Values.Max(Math.Abs);
        for (int i = 0; i < network.Input.Length; i += 3)
        {
            double way = (double)network.Input[i] - network.Baseline[i], sum = 0;
            for (int k = 0; k < 8; k++)
            {
                float[] Moved(double by) =>
                    [
                        .. network.Input.Select(
                            (x, j) =>
                                (float)(network.Baseline[j] + ((k + 0.5) / 8 * (x - network.Baseline[j]))
                                    + (j == i ? by : 0))),
                    ];
                sum += (network.Of(_backend, Moved(5e-3)) - network.Of(_backend, Moved(-5e-3))) / 1e-2 / 8;
            }

            Assert.Equal(sum * way, found.Values[i], 2e-3 * largest);
        }
    }

    [Fact]
    public void Inputs_ThatTheScoreDoesNotSee_HaveNoPart_AndEqualOnesHaveEqualParts()
    {
        // The network reads the first input twice over and never the third.
        var network = new ScoredNetwork(
            _backend, Enumerable.Range(1, 40).First(s => new ScoredNetwork(_backend, s).Inputs == 2));
        Variable Score(Tape tape, Variable input, Packing packing)
        {
            Variable both = tape.Scale(tape.Add(tape.SliceColumns(input, 0, 1), tape.SliceColumns(input, 1, 1)), 0.5f);
            return network.Score(tape, tape.Concatenate(both, both), packing);
        }

        var draws = new Draws(4);
        float[] input = [.. Enumerable.Range(0, network.Steps).SelectMany(_ =>
        {
            float x = (float)draws.Value();
            return new[] { x, x, (float)draws.Value() };
        })];
        InputAttribution found = IntegratedGradients.Of(
            _backend, Score, input, 3, cancellation: TestContext.Current.CancellationToken);

        double[] byInput = found.ByInputs();
        Assert.Equal(byInput[0], byInput[1]);
        Assert.NotEqual(0, byInput[0]);
        Assert.All(Enumerable.Range(0, network.Steps), t => Assert.Equal(0, found.Values[(t * 3) + 2]));
    }

    [Fact]
    public void Gradients_OfParametersStayAsTheyAre()
    {
        var network = new ScoredNetwork(_backend, 5);
        foreach (Parameter parameter in network.Parameters)
        {
            parameter.Gradient.Write([.. Enumerable.Repeat(0.25f, parameter.Gradient.Length)]);
        }

        IntegratedGradients.Of(
            _backend, network.Score, network.Input, network.Inputs,
            cancellation: TestContext.Current.CancellationToken);

        Assert.All(network.Parameters, p => Assert.All(p.Gradient.ToArray(), g => Assert.Equal(0.25f, g)));
        Assert.All(network.Parameters, p => Assert.False(p.IsFrozen));
    }

    [Fact]
    public void Attributions_AreEqualBits_ForAnyNumberOfThreads()
    {
        double[] One(int threads)
        {
            using var backend = new CpuBackend(threads);
            var network = new ScoredNetwork(backend, 11);
            return [
                .. IntegratedGradients.Of(
                    backend, network.Score, network.Input, network.Inputs, network.Baseline).Values,
            ];
        }

        double[] expected = One(1);
        Assert.Equal(expected, One(2));
        Assert.Equal(expected, One(5));
    }

    [Fact]
    public void Points_AreDoubledUpToTheLimit_WhereTheScoreJumps()
    {
        Variable Steep(Tape tape, Variable input, Packing packing) =>
            tape.Logistic(tape.Scale(tape.LastRows(input, packing), 4000));
        var options = new IntegratedGradientsOptions { Points = 4, MostPoints = 24 };

        InputAttribution found = IntegratedGradients.Of(
            _backend, Steep, [0.377f], 1, [-1f], options, TestContext.Current.CancellationToken);

        Assert.Equal(24, found.Points);
        Assert.False(found.IsComplete);
        Assert.Equal(
            0,
            IntegratedGradients.Of(
                _backend, Steep, [0.5f], 1, [0.5f], options, TestContext.Current.CancellationToken).CompletenessError);
    }

    [Fact]
    public void Points_AreDoubled_WhereTheSumFitsAndThePartsDoNot()
    {
        // Two steep steps of opposite sense at the same place of the path, added to a straight line: the parts of the
        // steps are each other's negative, right or wrong.
        Variable Score(Tape tape, Variable input, Packing packing)
        {
            Variable last = tape.LastRows(input, packing);
            Variable Step(int column, float steepness) =>
                tape.Logistic(tape.Scale(tape.SliceColumns(last, column, 1), steepness));
            return tape.Add(tape.Add(Step(0, 60), Step(1, -60)), tape.SliceColumns(last, 2, 1));
        }

        float[] input = [1, 1, 1], baseline = [-0.8f, -0.8f, -1];
        InputAttribution Found(PathRule rule, int points, int most) => IntegratedGradients.Of(
            _backend, Score, input, 3, baseline,
            new IntegratedGradientsOptions { Rule = rule, Points = points, MostPoints = most },
            TestContext.Current.CancellationToken);
        double[] truth = [1, -1, 2];

        InputAttribution coarse = Found(PathRule.GaussLegendre, 16, 16),
            found = Found(PathRule.GaussLegendre, 16, 4096);

        Assert.True(coarse.IsComplete);
        Assert.InRange(coarse.Change, 0.01, 10);
        Assert.InRange(coarse.Values.Zip(truth, (a, t) => Math.Abs(a - t)).Sum(), 0.1, 10);
        Assert.InRange(found.Change, 0, 0.01);
        Assert.InRange(found.Points, 32, 1024);
        Assert.InRange(found.Values.Zip(truth, (a, t) => Math.Abs(a - t)).Sum(), 0, 0.01);
        Assert.Equal(0, found.Values.Sum() - 2, 0.02);
    }

    [Fact]
    [Trait("Speed", "Long")]
    public void Attributions_AreThoseOf4096Midpoints_WithinAPercentOfAllParts()
    {
        for (int seed = 1; seed <= 20; seed++)
        {
            var network = new ScoredNetwork(_backend, seed);
            InputAttribution found = IntegratedGradients.Of(
                _backend, network.Score, network.Input, network.Inputs, network.Baseline,
                cancellation: TestContext.Current.CancellationToken);
            var options = new IntegratedGradientsOptions { Rule = PathRule.Midpoint, Points = 4096, MostPoints = 4096 };
            InputAttribution fine = IntegratedGradients.Of(
                _backend, network.Score, network.Input, network.Inputs, network.Baseline, options,
                TestContext.Current.CancellationToken);

            Assert.InRange(
                found.Values.Zip(fine.Values, (a, b) => Math.Abs(a - b)).Sum() / fine.Values.Sum(Math.Abs), 0, 0.01);
        }
    }

    [Fact]
    public void Rule_IsExactForPolynomialsOfDegree15()
    {
        (double[] places, double[] weights) = PathPoints.Of(PathRule.GaussLegendre, 8);
        for (int degree = 0; degree <= 15; degree++)
        {
            Assert.Equal(1.0 / (degree + 1), places.Zip(weights, (x, w) => w * Math.Pow(x, degree)).Sum(), 1e-14);
        }

        Assert.Equal(24, PathPoints.Of(PathRule.GaussLegendre, 17).Places.Length);
        Assert.Equal(1, PathPoints.Of(PathRule.GaussLegendre, 17).Weights.Sum(), 1e-14);
    }

    [Fact]
    public void Baselines_AreZerosOrMeans()
    {
        Assert.Equal([0, 0, 0, 0], Baselines.Zero([1, 2, 3, 4]));
        Assert.Equal([2, 3, 2, 3], Baselines.Mean([1, 2, 3, 4], 2));
        Assert.Equal([4, 0, 4, 0], Baselines.Mean([1, 2, 3, 4], 2, [3, 0], [4, 0, 5, 0]));
        Assert.Contains(
            "expected [T, I] with I = 3", Assert.Throws<ArgumentException>(() => Baselines.Mean([1, 2], 3)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "as many values",
            Assert.Throws<ArgumentException>(
                () => IntegratedGradients.Of(_backend, ScoredNetwork.Linear([1, 1], 2), [1, 2], 2, [1])).Message,
                StringComparison.Ordinal);
    }
}
