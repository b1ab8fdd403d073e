using System.Runtime.Intrinsics;
using Carousel.Kernels;
using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Trials;
using Carousel.Testing;

namespace Carousel.Laboratory.Tests.Lanes;

/// <summary>
/// The values of a lane depend on no other lane; weights have one order; steps allocate nothing.
/// </summary>
public sealed unsafe class BlockLanesContractTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Lanes_GiveEqualBits_OnEveryWidthAndBesideAnyNeighbors(int seed) =>
        CompareLanes(BlockLanesCase.Draw(seed, GradientKind.Truncated, symbols: seed % 3 == 0), seed);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Lanes_GiveEqualBits_OnEveryWidthAndBesideAnyNeighbors_WithALargeAlphabet(int seed) =>
        CompareLanes(BlockLanesCase.Draw(seed, GradientKind.Truncated, symbols: true, largestAlphabet: 20), seed);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Lanes_GiveEqualBits_OnEveryWidthAndBesideAnyNeighbors_ByTheFullGradient(int seed) =>
        CompareLanes(BlockLanesCase.Draw(seed, GradientKind.Full, symbols: false), seed);

    [Theory]
    [InlineData(GradientKind.Truncated, 0)]
    [InlineData(GradientKind.Full, 0.9f)]
    public void Learn_LeavesLanesAsTheyAre_WhichHaveNoRateOrNoError(object gradient, float momentum)
    {
        BlockLanesCase shown = BlockLanesCase.Draw(5, GradientKind.Truncated, symbols: false);
        using BlockLanes lanes = BlockLanes.Make(
            shown.Network, new LearningRule { Rate = 0.5f, Momentum = momentum, Gradient = (GradientKind)gradient },
            symbols: false, 4);
        for (int lane = 0; lane < 3; lane++)
        {
            lanes.WriteWeights(lane, shown.Weights);
            lanes.Rates[lane] = lane == 1 ? 0 : 0.5f;
        }

        for (int step = 0; step < 9; step++)
        {
            new Span<float>(lanes.InputValues, lanes.Inputs * lanes.Lanes).Fill(0.3f);
            lanes.Step();
            lanes.OutputErrors[0] = 0.25f;
            lanes.OutputErrors[1] = 0.25f;
            lanes.Learn();
            Assert.Equal(0, lanes.OutputErrors[0]);
        }

        Assert.NotEqual(shown.Weights, Weights(lanes, 0));
        Near.SameBits(Weights(lanes, 1), shown.Weights);
        Near.SameBits(Weights(lanes, 2), shown.Weights);
    }

    [Theory]
    [InlineData(GradientKind.Truncated)]
    [InlineData(GradientKind.Full)]
    public void Rest_KeepsWeightsAndStatesAtZero(object gradient)
    {
        var network = new BlockNetwork { Inputs = 2, Blocks = 2, BlockSize = 2, Outputs = 1 };
        using BlockLanes lanes = BlockLanes.Make(
            network, new LearningRule { Rate = 0.5f, Gradient = (GradientKind)gradient }, symbols: false, 4);
        lanes.Initialize(0, new TrialRandom(1, "rest", 0));
        lanes.Initialize(1, new TrialRandom(1, "rest", 1));
        lanes.Rest(1);
        for (int step = 0; step < 200; step++)
        {
            new Span<float>(lanes.InputValues, 8).Fill(1);
            lanes.Step();
            lanes.Rates[0] = 0.5f;
            lanes.OutputErrors[0] = 0.1f;
            lanes.Learn();
        }

        var states = new float[4];
        lanes.ReadStates(0, states);
        Assert.DoesNotContain(0, states);
        lanes.ReadStates(1, states);
        Assert.All(states, state => Assert.Equal(0, state));
        Assert.All(Weights(lanes, 1), weight => Assert.Equal(0, weight));
    }

    [Fact]
    public void Initialize_DrawsInOrder_AndSetsTheBiasesThatAreGiven()
    {
        var network = new BlockNetwork
        {
            Inputs = 2,
            Blocks = 2,
            BlockSize = 2,
            Outputs = 1,
            HasForgetGates = true,
            InputGateBiases = [-3, -6],
            ForgetGateBiases = [1, 2],
            OutputGateBiases = [-4, -5],
        };
        using BlockLanes lanes = BlockLanes.Make(network, new LearningRule { Rate = 0.5f }, symbols: false, 8);
        lanes.Initialize(3, new TrialRandom(1, "weights", 7));

        // Cells, input, forget and output gates: each 2 inputs, 10 recurrent sources, then the bias.
        var random = new TrialRandom(1, "weights", 7);
        float[] expected = [.. Enumerable.Range(0, network.WeightCount).Select(_ => random.Uniform(-0.1f, 0.1f))];
        float[] biases = [-3, -6, 1, 2, -4, -5];
        for (int gate = 0; gate < 6; gate++)
        {
            expected[((4 + gate) * 13) + 12] = biases[gate];
        }

        Assert.Equal(network.WeightCount, lanes.WeightCount);
        Near.SameBits(Weights(lanes, 3), expected);
    }

    [Fact]
    public void Extend_AddsBlocksOneByOne_AndUntilThenTheyComputeAndLearnNothing()
    {
        var network = new BlockNetwork
        {
            Inputs = 20,
            Blocks = 2,
            BlockSize = 1,
            Outputs = 3,
            Wiring = Wiring.Below,
            HasOutputGates = false,
            Biased = BiasedUnits.None,
            CellInput = Squashing.Logistic,
            CellOutput = Squashing.Identity,
            AddsCells = true,
        };
        using BlockLanes lanes = BlockLanes.Make(network, new LearningRule { Rate = 0.5f }, symbols: true, 4);
        lanes.Initialize(0, new TrialRandom(1, "weights", 0));
        float[] before = Weights(lanes, 0);
        void Train()
        {
            for (int step = 0; step < 9; step++)
            {
                lanes.InputSymbols[0] = step;
                lanes.Step();
                lanes.Rates[0] = 0.5f;
                lanes.OutputErrors[0] = 0.1f;
                lanes.Learn();
            }

            lanes.Reset(0);
        }

        // The units of block j: its cell, weights 20 j … 20 j + 19, and its input gate, 40 further on.
        bool Learns(int block) => !Weights(lanes, 0).AsSpan(20 * block, 20).SequenceEqual(before.AsSpan(20 * block, 20))
            || !Weights(lanes, 0).AsSpan(40 + (20 * block), 20).SequenceEqual(before.AsSpan(40 + (20 * block), 20));
        Train();
        Assert.False(Learns(0) || Learns(1));
        Assert.NotEqual(before, Weights(lanes, 0));
        Assert.True(lanes.Extend(0));
        Train();
        Assert.True(Learns(0));
        Assert.False(Learns(1));
        Assert.True(lanes.Extend(0));
        Assert.False(lanes.Extend(0));
        Train();
        Assert.True(Learns(1));
    }

    [Theory]
    [InlineData(false, 5)]
    [InlineData(true, 5)]
    [InlineData(true, 40)]
    public void Steps_AllocateNothing(bool symbols, int inputs)
    {
        var network = new BlockNetwork { Inputs = inputs, Blocks = 2, BlockSize = 2, Outputs = 2, HasPeepholes = true };
        using BlockLanes lanes = BlockLanes.Make(network, new LearningRule { Rate = 0.1f }, symbols, 16);
        void Show()
        {
            for (int step = 0; step < 50; step++)
            {
                lanes.Step();
                lanes.Rates[1] = 0.1f;
                lanes.OutputErrors[1] = 0.5f;
                lanes.Learn();
                lanes.Reset(step % lanes.Lanes);
            }
        }

        lanes.Initialize(1, new TrialRandom(1, "weights", 0));
        Allocations.AssertNone(Show, warmUps: 1);
    }

    /// <summary>
    /// As the only network in the first lane of the narrowest vectors, and in other lanes of every width with
    /// neighbours at other places, one of them without a finite weight.
    /// </summary>
    private static void CompareLanes(BlockLanesCase shown, int seed)
    {
        using BlockLanes alone = Make<Vector128<float>, Lanes128>(shown);
        float[] outputs = shown.Show(alone, 0);
        float[] weights = Weights(alone, 0);
        Assert.DoesNotContain(outputs, float.IsNaN);
        Assert.NotEqual(shown.Weights, weights);
        using (BlockLanes lanes = Make<Vector128<float>, Lanes128>(shown))
        {
            CompareLane(lanes, shown, seed, outputs, weights);
        }

        if (Vector256.IsHardwareAccelerated)
        {
            using BlockLanes lanes = Make<Vector256<float>, Lanes256>(shown);
            CompareLane(lanes, shown, seed, outputs, weights);
        }

        if (Vector512.IsHardwareAccelerated)
        {
            using BlockLanes lanes = Make<Vector512<float>, Lanes512>(shown);
            CompareLane(lanes, shown, seed, outputs, weights);
        }
    }

    private static void CompareLane(BlockLanes lanes, BlockLanesCase shown, int seed, float[] outputs, float[] weights)
    {
        int lane = seed % lanes.Lanes, diverged = (lane + 1) % lanes.Lanes;
        BlockLanesCase[] cases =
        [
            .. Enumerable.Range(0, lanes.Lanes)
                .Select(k => new BlockLanesCase(shown.Network, shown.Rule, shown.HasSymbols, seed + (50 * k), 4)),
        ];
        Array.Fill(cases[diverged].Weights, float.NaN);
        foreach (int k in (int[])[lane, diverged])
        {
            // The next network in the lane of a diverged one is not affected.
            cases[diverged].Show(lanes, k);
        }

        cases[lane] = shown;
        var players = cases.Select((c, k) => new LanePlayer(c, lanes, k, wait: k * 3 % 7)).ToArray();
        for (bool going = true; going;)
        {
            going = false;
            foreach (LanePlayer player in players)
            {
                going |= player.Prepare();
            }

            lanes.Step();
            foreach (LanePlayer player in players)
            {
                player.Judge();
            }

            lanes.Learn();
            new Span<float>(lanes.Rates, lanes.Lanes).Clear();
        }

        Near.SameBits([.. players[lane].Outputs], outputs);
        Near.SameBits(Weights(lanes, lane), weights);
    }

    private static BlockLanes<V, O> Make<V, O>(BlockLanesCase shown)
        where O : ILanes<V>
        => new(shown.Network, shown.Rule, shown.HasSymbols);

    private static float[] Weights(BlockLanes lanes, int lane)
    {
        var weights = new float[lanes.WeightCount];
        lanes.ReadWeights(lane, weights);
        return weights;
    }

    /// <summary>Shows a case in its lane, step by step, beginning some steps late and resting at the end.</summary>
    private sealed class LanePlayer(BlockLanesCase shown, BlockLanes lanes, int lane, int wait)
    {
        private int _sequence, _step, _wait = wait;
        private bool _isPlaying;

        public List<float> Outputs { get; } = [];

        public bool Prepare()
        {
            _isPlaying = false;
            if (_wait-- > 0)
            {
                return true;
            }

            if (_sequence == 0 && _step == 0)
            {
                lanes.WriteWeights(lane, shown.Weights);
            }

            if (_sequence == shown.Sequences.Count)
            {
                return false;
            }

            if (_step == 0)
            {
                lanes.Reset(lane);
            }

            BlockLanesCase.SetStep(lanes, lane, shown.Sequences[_sequence], _step);
            return _isPlaying = true;
        }

        public void Judge()
        {
            if (!_isPlaying)
            {
                return;
            }

            shown.SetErrors(lanes, lane, shown.Sequences[_sequence], _step, Outputs);
            if (++_step == shown.Sequences[_sequence].Symbols.Length)
            {
                (_step, _sequence) = (0, _sequence + 1);
            }
        }
    }
}
