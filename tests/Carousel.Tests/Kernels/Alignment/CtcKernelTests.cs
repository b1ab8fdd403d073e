using Carousel.Autograd;
using Carousel.Data;
using Carousel.Kernels;
using Carousel.Reference.Alignment;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Alignment;

public class CtcKernelTests
{
    /// <summary>Classes, then for each sequence its steps and its labels.</summary>
    public static TheoryData<int, int[], int[][]> Cases => new()
    {
        { 2, [1], [[]] },
        { 2, [3, 1], [[1, 1], [1]] },
        { 4, [5, 0, 2, 6], [[1, 3], [], [], [2, 2, 1]] },
        { 9, [17, 9, 20], [[1, 2, 3, 4, 5, 6, 7, 8], [8, 8, 8, 8, 8], [3]] },
        { 33, [40, 12], [[.. Enumerable.Range(1, 20)], [32, 1, 32, 1]] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void LossAndGradient_EqualTheTwin(int C, int[] lengths, int[][] labels)
    {
        using var run = new Run(C, lengths, labels, seed: C);
        run.Forward();
        run.Backward(lengths.Length, start: 0);
        double loss = 0;
        double[,] dx = new double[run.N, C];
        for (int b = 0; b < lengths.Length; b++)
        {
            double[,] x = run.Sequence(b);
            loss += CtcReference.Forward(x, labels[b]);
            double[,] d = CtcReference.Backward(x, labels[b]);
            for (int t = 0; t < lengths[b]; t++)
            {
                for (int c = 0; c < C; c++)
                {
                    dx[run.Packing.Row(b, t), c] = d[t, c];
                }
            }
        }

        // A message has come through some thirty roundings a step, of numbers that are a few times the labels large.
        double share = 60 * lengths.Max() * Near.Rounding;
        Assert.Equal(loss / lengths.Length, run.Loss, share * Math.Max(1, loss));
        Near.Within(run.Gradient, dx, share);
    }

    [Fact]
    public void Gradient_SumsToZero_AtEachStep()
    {
        using var run = new Run(5, [30], [[1, 4, 4, 2]], seed: 3);
        run.Forward();
        run.Backward(1, start: 0);
        for (int n = 0; n < 30; n++)
        {
            Assert.Equal(0, run.Gradient.Skip(5 * n).Take(5).Sum(), 2e-6f);
        }
    }

    [Fact]
    public void Everything_HasEqualBits_AloneAndInABatch()
    {
        int[] lengths = [9, 14, 5];
        int[][] labels = [[1, 2, 2], [6, 5, 4, 3, 2, 1], []];
        using var together = new Run(7, lengths, labels, seed: 8);
        together.Forward();
        together.Backward(lengths.Length, start: 0);
        for (int b = 0; b < lengths.Length; b++)
        {
            using var alone = new Run(7, labels, together, b);
            alone.Forward();
            alone.Backward(1, start: 0);
            for (int t = 0; t < lengths[b]; t++)
            {
                Near.SameBits(
                    alone.Gradient.AsSpan(t * 7, 7), together.Gradient.AsSpan(together.Packing.Row(b, t) * 7, 7));
            }

            Near.SameBits([alone.Terms[0]], [together.Terms[b]]);
        }
    }

    [Fact]
    public void Everything_HasEqualBits_ForAnyNumberOfThreads()
    {
        int[] lengths = [.. Enumerable.Range(0, 13).Select(b => 4 + (b * 5 % 11))];
        int[][] labels =
        [
            .. lengths.Select(length => Enumerable.Range(0, length / 2).Select(u => 1 + (u * length % 5)).ToArray()),
        ];
        using var one = new Run(6, lengths, labels, seed: 4);
        one.Forward();
        one.Backward(1, start: 0);
        foreach (int threads in new[] { 2, 3, 8 })
        {
            using var many = new Run(6, lengths, labels, seed: 4, threads);
            many.Forward();
            many.Backward(1, start: 0);
            Near.SameBits([many.Loss], [one.Loss]);
            Near.SameBits(many.Gradient, one.Gradient);
        }
    }

    [Fact]
    public void Gradient_IsAddedToWhatIsThere()
    {
        using var run = new Run(5, [4, 2], [[1], [3]], seed: 6);
        run.Forward();
        run.Backward(1, start: 0);
        float[] alone = run.Gradient;
        run.Backward(1, start: 3);
        Assert.All(alone.Zip(run.Gradient), pair => Assert.Equal(pair.First + 3, pair.Second, 1e-5f));
    }

    [Fact]
    [Trait("Speed", "Long")]
    public void LossAndGradient_OfALongSequence_AreAsExactAsOfAShortOne()
    {
        const int C = 5, T = 6000;
        int[] labels = [.. Enumerable.Range(0, 300).Select(u => 1 + (u * u % 4))];
        using var run = new Run(C, [T], [labels], seed: 9);
        run.Forward();
        run.Backward(1, start: 0);
        double loss = CtcReference.Forward(run.Sequence(0), labels);
        double[,] dx = CtcReference.Backward(run.Sequence(0), labels);

        // Messages of states far from the best path are large numbers; their roundings are theirs, not those of the
        // steps.
        Assert.Equal(loss, run.Loss, 1e-5 * loss);
        Near.Within(run.Gradient, dx, 2e-3);
    }

    [Fact]
    public void Scores_FarApart_GiveFiniteLossesAndGradients()
    {
        using var run = new Run(3, [4], [[1, 1]], seed: 2);
        run.Scores([900, 0, -900, -900, 900, 0, 0, -900, 900, 900, 0, 0]);
        run.Forward();
        run.Backward(1, start: 0);
        Assert.True(float.IsFinite(run.Loss) && run.Loss > 500, $"{run.Loss}");
        Assert.All(run.Gradient, g => Assert.True(float.IsFinite(g)));
    }

    [Fact]
    public void ClassesThatCannotBe_AreNoReasonForWhatIsNoNumber()
    {
        float[] scores =
        [
            1, float.NegativeInfinity, 0, 0.5f, 1, 2, 0, float.NegativeInfinity, float.NegativeInfinity, 1, 0, 0.3f,
        ];
        using Run run = new(3, [4], [[1, 2]], seed: 2), near = new(3, [4], [[1, 2]], seed: 2);
        run.Scores(scores);
        near.Scores([.. scores.Select(s => Math.Max(s, -200))]);
        foreach (Run one in new[] { run, near })
        {
            one.Forward();
            one.Backward(1, start: 0);
        }

        Assert.Equal(near.Loss, run.Loss, 1e-6f);
        Assert.All(run.Gradient.Zip(near.Gradient), pair => Assert.Equal(pair.Second, pair.First, 1e-6f));
    }

    [Fact]
    public void Loss_IsInfinite_WhenTheLabelsNeedAClassThatCannotBe()
    {
        using var run = new Run(3, [3], [[2]], seed: 2);
        run.Scores([0, 1, float.NegativeInfinity, 0, 2, float.NegativeInfinity, 1, 0, float.NegativeInfinity]);
        run.Forward();
        Assert.Equal(float.PositiveInfinity, run.Loss);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(3, 2)]
    [InlineData(-1, 2)]
    [InlineData(1, 0)]
    public void Forward_NamesTheArgument_WhenALabelIsNoClassOrDoesNotFit(int label, int length)
    {
        int[] rowStart = [.. Enumerable.Range(0, length + 1)];
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => CtcKernel.Forward(new CtcSpans
        {
            C = 3,
            RowStart = rowStart,
            Length = length,
            Labels = [label],
            X = new float[3 * length],
            LogSums = new float[length],
            Ahead = new float[5 * length],
            Scratch = new float[CtcKernel.ScratchLength(3, 1)],
        }));
        Assert.Equal(length == 0 ? "length" : "call", error.ParamName);
    }

    [Fact]
    public void Forward_NamesTheArgument_WhenASpanIsShort()
    {
        var error = Assert.Throws<ShapeException>(() => CtcKernel.Forward(new CtcSpans
        {
            C = 3,
            RowStart = [0, 1],
            Length = 1,
            Labels = [1],
            X = new float[2],
            LogSums = new float[1],
            Ahead = new float[5],
            Scratch = new float[CtcKernel.ScratchLength(3, 1)],
        }));
        Assert.StartsWith("call.X: expected [N, C] = [1, 3]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LossAndGradient_AllocateNothing()
    {
        using var run = new Run(7, [5, 3], [[1, 2], [3]], seed: 1);
        Allocations.AssertNone(() =>
        {
            run.Forward();
            run.BackwardOnly();
        });
    }

    [Fact]
    public void Memory_IsThatOfEachSequencesOwnLabels()
    {
        // One long text among short ones: (2·100 + 3)·250 + 3·(2·1 + 3)·300 messages, 1,150 sums, 4 terms.
        var labels = new LabelSequences([[.. Enumerable.Repeat(1, 100)], [1], [2], [1]]);
        Assert.Equal(
            (203 * 250) + (3 * 5 * 300) + 1150 + 4, Backend.CtcSavedLength(new Packing([250, 300, 300, 300]), labels));
    }

    [Fact]
    public void Memory_ThatNoTensorHas_IsRefusedWithTheSizes()
    {
        var labels = new LabelSequences([[.. Enumerable.Range(0, 30_000).Select(u => 1 + (u % 2))]]);
        var error = Assert.Throws<ArgumentException>(() => Backend.CtcSavedLength(new Packing([40_000]), labels));
        Assert.StartsWith(
            "labels: 30000 labels of 1 sequences over 40000 steps need 2400160001 values, but a tensor holds "
            + "2147483591. Take fewer or shorter sequences at once.", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Tensors of one batch, and the calls of the backend on them.</summary>
    private sealed class Run : IDisposable
    {
        private readonly CpuBackend _backend;
        private readonly Arena _arena;
        private readonly int _classes;
        private readonly LabelSequences _labels;
        private readonly Tensor _x, _saved, _loss, _dLoss, _gradient;

        public Run(int C, int[] lengths, int[][] labels, int seed, int threads = 1)
            : this(C, lengths, labels, threads) => _x.Write(new Draws(seed).Floats(N * C, 2));

        public Run(int C, int[][] labels, Run whole, int sequence)
            : this(C, [whole.Packing.Lengths[whole.Packing.Place[sequence]]], [labels[sequence]], 1)
        {
            float[] x = whole._x.ToArray();
            _x.Write([.. Enumerable.Range(0, N).SelectMany(t => x.Skip(whole.Packing.Row(sequence, t) * C).Take(C))]);
        }

        private Run(int C, int[] lengths, int[][] labels, int threads)
        {
            (_classes, Packing, _labels) = (C, new Packing(lengths), new LabelSequences(labels));
            _backend = new CpuBackend(threads);
            _arena = new Arena(_backend);
            (_x, _gradient) = (_arena.Allocate(new Shape(N, C)), _arena.Allocate(new Shape(N, C)));
            _saved = _arena.Allocate(new Shape(Backend.CtcSavedLength(Packing, _labels)));
            (_loss, _dLoss) = (_arena.Allocate(new Shape(1)), _arena.Allocate(new Shape(1)));
        }

        public Packing Packing { get; }

        public int N => Packing.Rows;

        public float Loss => _loss.ToArray()[0];

        public float[] Terms => _saved.ToArray()[^Packing.BatchSize..];

        public float[] Gradient => _gradient.ToArray();

        public double[,] Sequence(int b)
        {
            int length = Packing.Lengths[Packing.Place[b]];
            float[] x = _x.ToArray();
            var twin = new double[length, _classes];
            for (int t = 0; t < length; t++)
            {
                for (int c = 0; c < _classes; c++)
                {
                    twin[t, c] = x[(Packing.Row(b, t) * _classes) + c];
                }
            }

            return twin;
        }

        public void Scores(float[] x) => _x.Write(x);

        public void Forward() => _backend.CtcForward(Packing, _x, _labels, _saved, _loss);

        public void Backward(float dLoss, float start)
        {
            _dLoss.Write([dLoss]);
            float[] filled = new float[_gradient.Length];
            filled.AsSpan().Fill(start);
            _gradient.Write(filled);
            BackwardOnly();
        }

        public void BackwardOnly() => _backend.CtcBackward(Packing, _x, _labels, _saved, _dLoss, _gradient);

        public void Dispose()
        {
            _arena.Dispose();
            _backend.Dispose();
        }
    }
}
