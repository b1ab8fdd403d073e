using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Rivals;
using Carousel.Reference.Laboratory;
using Carousel.Testing;

namespace Carousel.Laboratory.Tests.Rivals;

/// <summary>Sequences with targets at some steps, and ways to train copies of a network and its twin on them.</summary>
internal sealed unsafe class RecurrentCase
{
    private readonly RecurrentNetwork _network;
    private readonly bool _hasEveryTarget;

    public RecurrentCase(RecurrentNetwork network, int seed, int sequences, bool hasEveryTarget)
    {
        (_network, _hasEveryTarget) = (network, hasEveryTarget);
        var draws = new Draws(seed);
        Weights = draws.Floats(network.WeightCount, 1);
        for (int s = 0; s < sequences; s++)
        {
            int length = 1 + draws.Below(7);
            var inputs = new float[length][];
            var symbols = new int[length];
            var targets = new float[length][];
            for (int t = 0; t < length; t++)
            {
                symbols[t] = draws.Below(network.Inputs + 1) - 1;
                inputs[t] = network.TakesSymbols ? new float[network.Inputs] : draws.Floats(network.Inputs);
                if (network.TakesSymbols && symbols[t] >= 0)
                {
                    inputs[t][symbols[t]] = 1;
                }

                targets[t] = draws.Floats(network.Outputs, 0.5).Select(value => value + 0.5f).ToArray();
            }

            Sequences.Add((symbols, inputs, targets));
        }
    }

    public float[] Weights { get; }

    public List<(int[] Symbols, float[][] Inputs, float[][] Targets)> Sequences { get; } = [];

    public static RecurrentShape Shape(RecurrentNetwork network) => new(
        network.Inputs, network.Hidden, network.Outputs, network.Place == OutputPlace.Among,
        network.Place == OutputPlace.Beside, network.ReadsInputs, network.HasBias);

    /// <summary>The lanes' order, [source, unit] by layer, as the twin's [unit, source].</summary>
    public static RecurrentWeights ToTwin(RecurrentNetwork network, ReadOnlySpan<float> weights)
    {
        var units = new double[network.Units, network.Sources];
        var outputs = new double[network.Place == OutputPlace.Among ? 0 : network.Outputs, network.OutputSources];
        int place = 0;
        foreach (double[,] layer in (double[][,])[units, outputs])
        {
            for (int s = 0; s < layer.GetLength(1); s++)
            {
                for (int u = 0; u < layer.GetLength(0); u++)
                {
                    layer[u, s] = weights[place++];
                }
            }
        }

        return new RecurrentWeights(units, outputs);
    }

    /// <summary>
    /// The weights after on-line training in one lane, while the other lanes train on the same sequences from others
    /// on.
    /// </summary>
    public float[] Train(RecurrentLaneNetwork lanes, int lane, float rate)
    {
        var sequence = new int[lanes.Lanes];
        var step = new int[lanes.Lanes];
        for (int l = 0; l < lanes.Lanes; l++)
        {
            lanes.WriteWeights(l, Weights);
            lanes.Rates[l] = rate;
            sequence[l] = l == lane ? 0 : l % Sequences.Count;
            lanes.Reset(l);
        }

        var result = new float[_network.WeightCount];
        while (true)
        {
            for (int l = 0; l < lanes.Lanes; l++)
            {
                (int[] symbols, float[][] inputs, _) = Sequences[sequence[l]];
                lanes.InputSymbols[l] = symbols[step[l]];
                for (int i = 0; i < _network.Inputs; i++)
                {
                    lanes.InputValues[(i * lanes.Lanes) + l] = inputs[step[l]][i];
                }
            }

            lanes.Step();
            for (int l = 0; l < lanes.Lanes; l++)
            {
                float[][] targets = Sequences[sequence[l]].Targets;
                for (int o = 0; o < _network.Outputs && (_hasEveryTarget || step[l] == targets.Length - 1); o++)
                {
                    lanes.OutputErrors[(o * lanes.Lanes) + l] = targets[step[l]][o]
                        - lanes.OutputValues[(o * lanes.Lanes) + l];
                }
            }

            lanes.Learn();
            for (int l = 0; l < lanes.Lanes; l++)
            {
                if (++step[l] == Sequences[sequence[l]].Symbols.Length)
                {
                    if (l == lane && sequence[l] == Sequences.Count - 1)
                    {
                        lanes.ReadWeights(lane, result);
                        return result;
                    }

                    step[l] = 0;
                    sequence[l] = (sequence[l] + 1) % Sequences.Count;
                    lanes.Reset(l);
                }
            }
        }
    }

    /// <summary>The twin's weights after the same training.</summary>
    public RecurrentWeights TrainTwin(double rate)
    {
        var twin = new RecurrentReference(Shape(_network), ToTwin(_network, Weights));
        foreach ((_, float[][] inputs, float[][] targets) in Sequences)
        {
            twin.Reset();
            for (int t = 0; t < inputs.Length; t++)
            {
                double[] y = twin.Step([.. inputs[t].Select(value => (double)value)]);
                if (_hasEveryTarget || t == inputs.Length - 1)
                {
                    double[] errors = [.. y.Select((value, o) => targets[t][o] - value)];
                    twin.Change(Gradient(twin, errors), rate);
                }
            }
        }

        return twin.Weights;
    }

    private RecurrentWeights Gradient(RecurrentReference twin, double[] errors) => _network.Gradient switch
    {
        RecurrentGradient.RealTime => twin.RealTime(errors),
        RecurrentGradient.ThroughTime => twin.ThroughTime(errors),
        _ => twin.ThroughTime(errors, _network.Place == OutputPlace.Beside ? 2 : 1),
    };
}
