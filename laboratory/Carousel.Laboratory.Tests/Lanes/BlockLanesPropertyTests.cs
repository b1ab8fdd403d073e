using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Networks;
using Carousel.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Carousel.Laboratory.Tests.Lanes;

/// <summary>Laws of networks of memory cell blocks that hold for every shape.</summary>
public sealed unsafe class BlockLanesPropertyTests
{
    [Fact]
    public void Weights_AreReadAsTheyWereWritten_AndAreAsManyAsTheNetworkCounts() => ForAllCases((shown, _) =>
    {
        using BlockLanes lanes = Make(shown);
        lanes.WriteWeights(1, shown.Weights);
        return lanes.WeightCount == shown.Network.WeightCount && Weights(lanes).SequenceEqual(shown.Weights);
    });

    [Fact]
    public void Steps_InARow_AreStepsOneByOne() => ForAllCases((shown, _) =>
    {
        using BlockLanes single = Make(shown), many = Make(shown);
        shown.Show(single, 1);
        shown.Show(many, 1);
        CaseSequence sequence = shown.Sequences[0];
        int steps = sequence.Symbols.Length, L = single.Lanes, I = shown.HasSymbols ? 1 : single.Inputs;
        var inputs = new float[steps * I * L];
        var symbols = new int[steps * L];
        Array.Fill(symbols, -1);
        single.Reset(1);
        many.Reset(1);
        for (int t = 0; t < steps; t++)
        {
            symbols[(t * L) + 1] = sequence.Symbols[t];
            for (int i = 0; i < (shown.HasSymbols ? 0 : I); i++)
            {
                inputs[(((t * I) + i) * L) + 1] = sequence.Inputs[t][i];
            }

            BlockLanesCase.SetStep(single, 1, sequence, t);
            single.Step();
        }

        fixed (float* values = inputs)
        {
            fixed (int* words = symbols)
            {
                if (shown.HasSymbols)
                {
                    many.Steps(words, steps, readsOutputs: true);
                }
                else
                {
                    many.Steps(values, steps, readsOutputs: true);
                }
            }
        }

        foreach (BlockLanes lanes in (BlockLanes[])[single, many])
        {
            lanes.Rates[1] = 0.1f;
            lanes.OutputErrors[1] = 0.3f;
            lanes.Learn();
        }

        return Weights(single).SequenceEqual(Weights(many)) && single.OutputValues[1].Equals(many.OutputValues[1]);
    });

    [Fact]
    public void Gradients_AreTheSame_WhereNothingIsRecurrent() => ForAllCases((shown, seed) =>
    {
        BlockNetwork network = shown.Network with { Wiring = Wiring.Below, HasPeepholes = false };

        // With one target, at the end: the full gradient sends a later step's errors by changed weights through earlier
        // steps.
        var truncated = new BlockLanesCase(
            network, shown.Rule with { Gradient = GradientKind.Truncated }, shown.HasSymbols, seed, sequences: 1);
        var full = new BlockLanesCase(
            network, shown.Rule with { Gradient = GradientKind.Full }, shown.HasSymbols, seed, sequences: 1);
        foreach (BlockLanesCase one in (BlockLanesCase[])[truncated, full])
        {
            Array.Fill(one.Sequences[0].Targets, [], 0, one.Steps - 1);
        }

        using BlockLanes first = Make(truncated), second = Make(full);
        truncated.Show(first, 1);
        full.Show(second, 1);
        double largest = Weights(first).Max(Math.Abs);
        return Weights(first).Zip(Weights(second), (a, b) => Math.Abs(a - b)).Max()
            <= 2 * largest * Near.Recurrent(full.Steps, network.Inputs + 1);
    });

    private static void ForAllCases(Func<BlockLanesCase, int, bool> law) =>
        Prop.ForAll(ArbMap.Default.ArbFor<(ushort Seed, byte Kind)>(), draw =>
        {
            bool symbols = draw.Kind % 2 == 1;
            GradientKind gradient = draw.Kind % 3 == 1 ? GradientKind.Full : GradientKind.Truncated;
            return law(BlockLanesCase.Draw(draw.Seed, gradient, symbols, draw.Kind % 5 == 3 ? 30 : 6), draw.Seed);
        }).QuickCheckThrowOnFailure();

    private static BlockLanes Make(BlockLanesCase shown) =>
        BlockLanes.Make(shown.Network, shown.Rule, shown.HasSymbols, 8);

    private static float[] Weights(BlockLanes lanes)
    {
        var weights = new float[lanes.WeightCount];
        lanes.ReadWeights(1, weights);
        return weights;
    }
}
