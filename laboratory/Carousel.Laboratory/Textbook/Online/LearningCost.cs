using System.Runtime.Intrinsics;
using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Rivals;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Online;

/// <summary>What learning on line costs: counted in the networks' code, not timed.</summary>
/// <param name="Operations">Operations a weight and step, with a change of the weights after every step.</param>
/// <param name="Values">Values held for a weight, the weight itself among them.</param>
internal sealed record LearningCost(double Operations, double Values)
{
    private const int Inputs = 4, Outputs = 2;
    private const float Rate = 0.001f;

    /// <summary>Memory cells.</summary>
    /// <param name="gradient">Which gradient.</param>
    /// <param name="blocks">Blocks of one cell.</param>
    /// <param name="steps">Steps of the sequence.</param>
    /// <param name="seed">Of weights and inputs.</param>
    public static LearningCost OfCells(GradientKind gradient, int blocks, int steps, ulong seed)
    {
        var network = new BlockNetwork { Inputs = Inputs, Blocks = blocks, BlockSize = 1, Outputs = Outputs };
        using var lanes = new BlockLanes<Vector128<float>, CountedLanes>(
            network, new LearningRule { Rate = Rate, Gradient = gradient }, symbols: false);
        long operations = Run(lanes, steps, seed);
        return Of(operations, lanes.ValuesHeld, lanes, steps);
    }

    /// <summary>Logistic units with recurrent connections.</summary>
    /// <param name="gradient">How they learn.</param>
    /// <param name="hidden">Hidden units.</param>
    /// <param name="steps">Steps of the sequence.</param>
    /// <param name="seed">Of weights and inputs.</param>
    public static LearningCost OfUnits(RecurrentGradient gradient, int hidden, int steps, ulong seed)
    {
        using var lanes = new RecurrentLanes<Vector128<float>, CountedLanes>(new RecurrentNetwork
        {
            Inputs = Inputs,
            Hidden = hidden,
            Outputs = Outputs,
            Place = OutputPlace.Above,
            HasBias = true,
            Gradient = gradient,
            Window = steps,
        });
        long operations = Run(lanes, steps, seed);
        return Of(operations, lanes.ValuesHeld, lanes, steps);
    }

    private static LearningCost Of(long operations, long values, LaneNetwork lanes, int steps) =>
        new((double)operations / steps / lanes.WeightCount, (double)values / lanes.Lanes / lanes.WeightCount);

    private static unsafe long Run(LaneNetwork lanes, int steps, ulong seed)
    {
        for (int lane = 0; lane < lanes.Lanes; lane++)
        {
            lanes.Initialize(lane, new TrialRandom(seed, "textbook/cost/weights", lane));
        }

        var random = new TrialRandom(seed, "textbook/cost/inputs", 0);
        long before = CountedLanes.Operations;
        for (int t = 0; t < steps; t++)
        {
            Fill(lanes.InputValues, Inputs * lanes.Lanes);
            lanes.Step();
            Fill(lanes.OutputErrors, Outputs * lanes.Lanes);
            new Span<float>(lanes.Rates, lanes.Lanes).Fill(Rate);
            lanes.Learn();
        }

        return CountedLanes.Operations - before;

        void Fill(float* values, int count)
        {
            for (int k = 0; k < count; k++)
            {
                values[k] = random.Uniform(-1, 1);
            }
        }
    }
}
