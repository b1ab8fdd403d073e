using Carousel.Autograd;
using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Rivals;
using Carousel.Laboratory.Textbook.Online;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>
/// Whether the values carried forward give the truncated gradient, and the cost per weight and step over lengths and
/// sizes, compared with real-time recurrent learning and back-propagation through time.
/// </summary>
internal sealed class LocalTrial : StatementTrial
{
    private const int Steps = 100, ManySteps = 500, Units = 4, ManyUnits = 32;

    private static readonly BlockNetwork _network = new()
    {
        Inputs = 3,
        Blocks = 3,
        BlockSize = 2,
        Outputs = 2,
        InitialRange = 0.5f,
    };

    /// <inheritdoc/>
    public override int Number => 4;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        LearningCost Cells(int blocks, int steps) =>
            LearningCost.OfCells(GradientKind.Truncated, blocks, steps, seed);
        LearningCost cells = Cells(Units, Steps), longer = Cells(Units, ManySteps), larger = Cells(ManyUnits, Steps);
        cancellation.ThrowIfCancellationRequested();
        LearningCost Rival(RecurrentGradient gradient, int units, int steps) =>
            LearningCost.OfUnits(gradient, units, steps, seed);
        LearningCost realTime = Rival(RecurrentGradient.RealTime, Units, Steps),
            largerRealTime = Rival(RecurrentGradient.RealTime, ManyUnits, Steps),
            throughTime = Rival(RecurrentGradient.ThroughTime, Units, Steps),
            longerThroughTime = Rival(RecurrentGradient.ThroughTime, Units, ManySteps);
        cancellation.ThrowIfCancellationRequested();
        return new Dictionary<string, double>
        {
            ["forward_off_unrolled"] = OffUnrolled(seed, GradientKind.Truncated),
            ["full_off_unrolled_log10"] = Math.Log10(OffUnrolled(seed, GradientKind.Full)),
            ["operations_longer"] = longer.Operations / cells.Operations,
            ["operations_larger"] = larger.Operations / cells.Operations,
            ["values_longer"] = longer.Values / cells.Values,
            ["values_larger"] = larger.Values / cells.Values,
            ["real_time_operations_larger"] = largerRealTime.Operations / realTime.Operations,
            ["real_time_values_larger"] = largerRealTime.Values / realTime.Values,
            ["through_time_operations_longer"] = longerThroughTime.Operations / throughTime.Operations,
            ["through_time_values_longer"] = longerThroughTime.Values / throughTime.Values,
        };
    }

    /// <summary>The length of the difference of two changes of all weights, by the length of the change.</summary>
    private static unsafe double OffUnrolled(ulong seed, GradientKind gradient)
    {
        using var lanes = BlockLanes.Make(
            _network, new LearningRule { Rate = 1, Gradient = gradient }, symbols: false, wantedLanes: 4);
        lanes.Initialize(0, new TrialRandom(seed, "textbook/local/weights", 0));
        float[] weights = new float[_network.WeightCount], changed = new float[_network.WeightCount];
        lanes.ReadWeights(0, weights);
        var random = new TrialRandom(seed, "textbook/local/inputs", 0);
        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Uniform(-1, 1))];
        float[][] inputs = [.. Enumerable.Range(0, Steps).Select(_ => Draw(_network.Inputs))];
        float[] target = [.. Draw(_network.Outputs).Select(x => x > 0 ? 1f : 0f)];
        foreach (float[] input in inputs)
        {
            for (int i = 0; i < input.Length; i++)
            {
                lanes.InputValues[i * lanes.Lanes] = input[i];
            }

            lanes.Step();
        }

        for (int k = 0; k < target.Length; k++)
        {
            lanes.OutputErrors[k * lanes.Lanes] = target[k] - lanes.OutputValues[k * lanes.Lanes];
        }

        lanes.Rates[0] = 1;
        lanes.Learn();
        lanes.ReadWeights(0, changed);
        double[] descent = new UnrolledTruncation(_network, weights).Descent(inputs, target);
        double difference = descent.Select((d, k) => Math.Pow(changed[k] - weights[k] - d, 2)).Sum();
        return Math.Sqrt(difference / descent.Sum(d => d * d));
    }
}
