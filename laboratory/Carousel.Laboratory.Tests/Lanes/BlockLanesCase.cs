using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Networks;
using Carousel.Reference.Laboratory;
using Carousel.Testing;

namespace Carousel.Laboratory.Tests.Lanes;

/// <summary>A network, weights, and sequences with targets at some steps, for the lanes and for their twin.</summary>
internal sealed unsafe class BlockLanesCase
{
    public BlockLanesCase(
        BlockNetwork network, LearningRule rule, bool symbols, int seed, int sequences = 2, int longest = 9)
    {
        (Network, Rule, HasSymbols) = (network, rule, symbols);
        var draws = new Draws(seed);
        Weights = draws.Floats(network.WeightCount, 0.8);
        for (int s = 0; s < sequences; s++)
        {
            int length = 1 + draws.Below(longest);
            var sequence = new CaseSequence(new int[length], new float[length][], new float[length][]);
            for (int t = 0; t < length; t++)
            {
                sequence.Symbols[t] = draws.Below(network.Inputs + 1) - 1;
                sequence.Inputs[t] = symbols ? new float[network.Inputs] : draws.Floats(network.Inputs);
                if (symbols && sequence.Symbols[t] >= 0)
                {
                    sequence.Inputs[t][sequence.Symbols[t]] = 1;
                }

                sequence.Targets[t] = t == length - 1 || draws.Below(2) == 0 ? draws.Floats(network.Outputs) : [];
            }

            Sequences.Add(sequence);
        }
    }

    public BlockNetwork Network { get; }

    public LearningRule Rule { get; }

    public bool HasSymbols { get; }

    public float[] Weights { get; }

    public List<CaseSequence> Sequences { get; } = [];

    /// <summary>Steps of all sequences.</summary>
    public int Steps => Sequences.Sum(sequence => sequence.Symbols.Length);

    /// <summary>A network and a rule with every option drawn.</summary>
    public static BlockLanesCase Draw(int seed, GradientKind gradient, bool symbols, int largestAlphabet = 6)
    {
        var draws = new Draws(seed);
        bool Coin() => draws.Below(2) == 0;
        var biased = (BiasedUnits)draws.Below(8);
        int inputs = 1 + draws.Below(largestAlphabet);
        var network = new BlockNetwork
        {
            Inputs = symbols && largestAlphabet > 16 ? inputs + 16 : inputs,
            Blocks = 1 + draws.Below(3),
            BlockSize = 1 + draws.Below(3),
            Outputs = 1 + draws.Below(3),
            Wiring = (Wiring)draws.Below(5),
            HasOutputGates = Coin(),
            HasForgetGates = largestAlphabet <= 16 && Coin(),
            HasPeepholes = Coin(),
            Biased = biased,
            CellInput = (Squashing)draws.Below(4),
            CellOutput = (Squashing)draws.Below(4),
            Output = (Squashing)draws.Below(4),
        };
        var rule = new LearningRule
        {
            Rate = 0.1f,
            Gradient = gradient,
            Momentum = largestAlphabet <= 16 && Coin() ? 0.7f : 0,
            OutputError = Coin() ? OutputError.Squared : OutputError.CrossEntropy,
        };
        return new BlockLanesCase(network, rule, symbols, seed + 1);
    }

    /// <summary>
    /// Shows the sequences in one lane and learns after every step with a target; other lanes stay unchanged.
    /// </summary>
    /// <returns>[steps, O], the outputs.</returns>
    public float[] Show(BlockLanes lanes, int lane)
    {
        var outputs = new List<float>();
        lanes.WriteWeights(lane, Weights);
        foreach (CaseSequence sequence in Sequences)
        {
            lanes.Reset(lane);
            for (int t = 0; t < sequence.Symbols.Length; t++)
            {
                SetStep(lanes, lane, sequence, t);
                lanes.Step();
                SetErrors(lanes, lane, sequence, t, outputs);
                lanes.Learn();
            }
        }

        return [.. outputs];
    }

    public static void SetStep(BlockLanes lanes, int lane, CaseSequence sequence, int t)
    {
        if (lanes.TakesSymbols)
        {
            lanes.InputSymbols[lane] = sequence.Symbols[t];
            return;
        }

        for (int i = 0; i < lanes.Inputs; i++)
        {
            lanes.InputValues[(i * lanes.Lanes) + lane] = sequence.Inputs[t][i];
        }
    }

    public void SetErrors(BlockLanes lanes, int lane, CaseSequence sequence, int t, List<float> outputs)
    {
        lanes.Rates[lane] = Rule.Rate;
        for (int k = 0; k < lanes.Outputs; k++)
        {
            float y = lanes.OutputValues[(k * lanes.Lanes) + lane];
            outputs.Add(y);
            lanes.OutputErrors[(k * lanes.Lanes) + lane] = sequence.Targets[t].Length == 0
                ? 0
                : sequence.Targets[t][k] - y;
        }
    }

    /// <summary>The same by the twin.</summary>
    /// <returns>The outputs, and the weights at the end.</returns>
    public (double[] Outputs, double[] Weights) Twin()
    {
        BlockNetworkShape shape = Shape();
        double[] weights = [.. Weights.Select(w => (double)w)];
        double[] velocity = new double[weights.Length];
        var outputs = new List<double>();
        foreach (CaseSequence sequence in Sequences)
        {
            var history = new List<double[]>();
            for (int t = 0; t < sequence.Symbols.Length; t++)
            {
                history.Add((double[])weights.Clone());
                var x = new double[t + 1, shape.Inputs];
                for (int s = 0; s <= t; s++)
                {
                    for (int i = 0; i < shape.Inputs; i++)
                    {
                        x[s, i] = sequence.Inputs[s][i];
                    }
                }

                var trace = new BlockNetworkTrace(shape, s => history[s], x);
                var errors = new double[t + 1, shape.Outputs];
                for (int k = 0; k < shape.Outputs; k++)
                {
                    outputs.Add(trace.Outputs[t, k]);
                    double slope = Rule.OutputError == OutputError.Squared
                        ? shape.Output.Slope(trace.OutputNets[t, k])
                        : 1;
                    errors[t, k] = sequence.Targets[t].Length == 0
                        ? 0
                        : (sequence.Targets[t][k] - trace.Outputs[t, k]) * slope;
                }

                if (sequence.Targets[t].Length == 0)
                {
                    continue;
                }

                double[] gradient = Rule.Gradient == GradientKind.Full
                    ? BlockNetworkReference.FullGradient(shape, s => history[s], x, errors)
                    : BlockNetworkReference.TruncatedGradient(shape, s => history[s], x, errors);
                for (int k = 0; k < weights.Length; k++)
                {
                    velocity[k] = (Rule.Momentum * velocity[k]) + (Rule.Rate * gradient[k]);
                    weights[k] += velocity[k];
                }
            }
        }

        return ([.. outputs], weights);
    }

    private BlockNetworkShape Shape() => new(Network.Inputs, Network.Blocks, Network.BlockSize, Network.Outputs)
    {
        CellsFeed = Network.Wiring != Wiring.Below,
        GatesFeed = Network.Wiring is not (Wiring.Below or Wiring.Cells),
        UnitsFeedCells = Network.UnitsFeedCells,
        InputsFeedOutputs = Network.InputsFeedOutputs,
        OutputGates = Network.HasOutputGates,
        ForgetGates = Network.HasForgetGates,
        Peepholes = Network.HasPeepholes,
        GateBiases = Network.Biased.HasFlag(BiasedUnits.Gates),
        CellBiases = Network.Biased.HasFlag(BiasedUnits.Cells),
        OutputBiases = Network.Biased.HasFlag(BiasedUnits.Outputs),
        CellInput = Function(Network.CellInput),
        CellOutput = Function(Network.CellOutput),
        Output = Function(Network.Output),
    };

    private static SquashingReference Function(Squashing kind) => kind switch
    {
        Squashing.Logistic => SquashingReference.Logistic,
        Squashing.CenteredOne => SquashingReference.CenteredOne,
        Squashing.CenteredTwo => SquashingReference.CenteredTwo,
        _ => SquashingReference.Identity,
    };
}

/// <summary>A sequence of symbols with their numbers and targets, empty where a step has none.</summary>
internal sealed record CaseSequence(int[] Symbols, float[][] Inputs, float[][] Targets);
