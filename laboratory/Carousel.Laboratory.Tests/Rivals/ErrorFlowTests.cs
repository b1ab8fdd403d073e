using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Rivals;
using Carousel.Laboratory.Trials;
using Carousel.Reference.Laboratory;
using Carousel.Testing;

namespace Carousel.Laboratory.Tests.Rivals;

/// <summary>
/// What reaches earlier steps of an error at the end: as differences say, fading in logistic units, whole in the states
/// of memory cells.
/// </summary>
public sealed class ErrorFlowTests
{
    private const int Length = 9;

    [Theory]
    [InlineData(nameof(OutputPlace.Above))]
    [InlineData(nameof(OutputPlace.Beside))]
    [InlineData(nameof(OutputPlace.Among))]
    public void RecurrentErrorFlow_IsTheDifference_AtEveryLag(string place)
    {
        RecurrentNetwork network = new()
        {
            Inputs = 2,
            Hidden = 3,
            Outputs = 2,
            Place = Enum.Parse<OutputPlace>(place),
            OutputsReadInputs = true,
            HasBias = true,
            Gradient = RecurrentGradient.RealTime,
        };
        float[] weights = new Draws(4).Floats(network.WeightCount, 2);
        ProblemSequence sequence = MakeSequence(2);
        double[] sizes = RecurrentErrorFlow.Measure(network, weights, sequence);
        RecurrentWeights twinWeights = RecurrentCase.ToTwin(network, weights);
        for (int lag = 1; lag < Length; lag++)
        {
            double[] moved = new double[network.Units];
            double Loss() =>
                RecurrentLoss(
                    new RecurrentReference(RecurrentCase.Shape(network), twinWeights), sequence, Length - 1 - lag,
                    moved);
            double square = 0;
            for (int u = 0; u < moved.Length; u++)
            {
                double slope = FiniteDifference.Derivative(Loss, ref moved[u]);
                square += slope * slope;
            }

            Assert.Equal(Math.Sqrt(square), sizes[lag], 1e-9);
        }

        Assert.True(sizes[1] > 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void BlockErrorFlow_IsTheDifference_AtEveryLag(bool forgets)
    {
        BlockNetwork network = Network(forgets);
        float[] weights = new Draws(5).Floats(network.WeightCount, 1);
        ProblemSequence sequence = MakeSequence(1);
        double[] sizes = BlockErrorFlow.Measure(network, weights, sequence, GradientKind.Full);
        for (int step = 0; step < Length; step++)
        {
            double[] moved = new double[network.Cells];
            BlockNetworkTrace trace = Trace(network, weights, sequence, step, moved);
            double Loss() =>
                Half(sequence.Targets[0] - Trace(network, weights, sequence, step, moved).Outputs[Length - 1, 0]);
            double square = 0;
            for (int c = 0; c < moved.Length; c++)
            {
                // A bias at only one step moves the state of that step by input gate times slope.
                double slope = FiniteDifference.Derivative(Loss, ref moved[c]);
                double reached = slope
                    / (trace.Units[step, network.Cells + (c / network.BlockSize)]
                        * SquashingReference.CenteredTwo.Slope(trace.Nets[step, c]));
                square += reached * reached;
            }

            Assert.Equal(Math.Sqrt(square), sizes[Length - 1 - step], 1e-9);
        }
    }

    [Fact]
    public void BlockErrorFlow_IsConstant_AlongTheStates()
    {
        BlockNetwork network = Network(forgets: false) with { LeadingSteps = 1 };
        float[] weights = new Draws(6).Floats(network.WeightCount, 1);

        double[] sizes = BlockErrorFlow.Measure(network, weights, MakeSequence(1), GradientKind.Truncated);

        Assert.True(sizes[0] > 0);
        Assert.All(sizes, size => Assert.Equal(sizes[0], size));
    }

    [Fact]
    public void RecurrentErrorFlow_Fades_InANetworkThatHasNotLearned()
    {
        RecurrentNetwork network = new()
        {
            Inputs = 2,
            Hidden = 10,
            Outputs = 1,
            HasBias = true,
            Gradient = RecurrentGradient.ThroughTime,
        };
        var sequence = new ProblemSequence();
        new Adding(100).Draw(new TrialRandom(1, "flow", 0), sequence);

        double[] sizes = RecurrentErrorFlow.Measure(network, new Draws(7).Floats(network.WeightCount, 0.2), sequence);

        Assert.InRange(sizes[50], double.Epsilon, 1e-20 * sizes[0]);
    }

    private static BlockNetwork Network(bool forgets) =>
        new() { Inputs = 2, Blocks = 2, BlockSize = 2, Outputs = 1, HasForgetGates = forgets };

    private static ProblemSequence MakeSequence(int outputs)
    {
        var sequence = new ProblemSequence();
        sequence.Begin(Length, Length - 1, 2, outputs);
        var draws = new Draws(8);
        draws.Floats(Length * 2).CopyTo(sequence.Inputs);
        draws.Floats(outputs, 0.5).CopyTo(sequence.Targets);
        return sequence;
    }

    private static double[] Inputs(ProblemSequence sequence, int t) =>
        [sequence.Inputs[2 * t], sequence.Inputs[(2 * t) + 1]];

    private static double Half(double error) => error * error / 2;

    private static double RecurrentLoss(RecurrentReference twin, ProblemSequence sequence, int step, double[] moved)
    {
        double[] y = [];
        for (int t = 0; t < Length; t++)
        {
            double[] before = t == step + 1 ? [.. twin.Units.Select((value, u) => value + moved[u])] : twin.Units;
            y = twin.Step(Inputs(sequence, t), before);
        }

        return Half(sequence.Targets[0] - y[0]) + Half(sequence.Targets[1] - y[1]);
    }

    private static BlockNetworkTrace Trace(
        BlockNetwork network, float[] weights, ProblemSequence sequence, int step, double[] moved)
    {
        var shape = new BlockNetworkShape(network.Inputs, network.Blocks, network.BlockSize, network.Outputs)
        {
            CellsFeed = true,
            GatesFeed = true,
            OutputGates = true,
            ForgetGates = network.HasForgetGates,
            GateBiases = true,
            CellBiases = true,
            OutputBiases = true,
            CellInput = SquashingReference.CenteredTwo,
            CellOutput = SquashingReference.CenteredOne,
            Output = SquashingReference.Logistic,
        };
        double[] plain = [.. weights.Select(weight => (double)weight)];
        double[] other = [.. plain];
        for (int c = 0; c < moved.Length; c++)
        {
            other[shape.Start(c + 1) - 1] += moved[c];
        }

        var x = new double[Length, 2];
        for (int t = 0; t < Length; t++)
        {
            (x[t, 0], x[t, 1]) = (sequence.Inputs[2 * t], sequence.Inputs[(2 * t) + 1]);
        }

        return new BlockNetworkTrace(shape, t => t == step ? other : plain, x);
    }
}
