using Carousel.Autograd;
using Carousel.Data;
using Carousel.Kernels;
using Carousel.Reference.Chains;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Chains;

public class CrfKernelTests
{
    public static TheoryData<int, int[]> Cases => new()
    {
        { 1, [3, 2] },
        { 2, [1] },
        { 4, [5, 0, 2, 5] },
        { 9, [4, 7, 1] },
        { 17, [6, 3] },
        { 33, [2, 4] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void LossAndGradients_EqualTheTwin(int C, int[] lengths)
    {
        using var run = new Run(C, lengths, seed: C);
        run.Forward();
        run.Backward(1, start: 0);

        double loss = 0;
        double[,] dTransition = new double[C, C];
        double[] dStart = new double[C], dEnd = new double[C];
        double[,] dx = new double[run.N, C];
        for (int b = 0; b < lengths.Length; b++)
        {
            (double[,] x, int[] labels) = run.Sequence(b);
            loss += CrfReference.Forward(x, run.StartTwin, run.TransitionTwin, run.EndTwin, labels);
            var gradients = CrfReference.Backward(x, run.StartTwin, run.TransitionTwin, run.EndTwin, labels);
            Add(gradients.DStart, dStart);
            Add(gradients.DTransition, dTransition);
            Add(gradients.DEnd, dEnd);
            for (int t = 0; t < lengths[b]; t++)
            {
                for (int c = 0; c < C; c++)
                {
                    dx[run.Packing.Row(b, t), c] = gradients.Dx[t, c];
                }
            }
        }

        // The loss and the gradients are means over N steps. Each probability has come through some twenty roundings a
        // step.
        double share = 40 * lengths.Max() * Near.Rounding;
        Assert.Equal(loss / run.N, run.Loss, share * Math.Max(1, loss));
        Near.Within(run.Gradients[0].Select(g => g * run.N).ToArray(), dx, share);
        Near.Within(run.Gradients[1].Select(g => g * run.N).ToArray(), dStart, share * lengths.Length);
        Near.Within(run.Gradients[2].Select(g => g * run.N).ToArray(), dTransition, share * run.N);
        Near.Within(run.Gradients[3].Select(g => g * run.N).ToArray(), dEnd, share * lengths.Length);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Labels_AreThoseOfTheTwin(int C, int[] lengths)
    {
        using var run = new Run(C, lengths, seed: 50 + C);
        float[] labels = run.Decode();
        for (int b = 0; b < lengths.Length; b++)
        {
            int[] expected = CrfReference.Decode(run.Sequence(b).X, run.StartTwin, run.TransitionTwin, run.EndTwin);
            Assert.Equal(expected, Enumerable.Range(0, lengths[b]).Select(t => (int)labels[run.Packing.Row(b, t)]));
        }
    }

    [Fact]
    public void ScoreAndLoss_EqualThoseOfAllPaths()
    {
        const int C = 3, T = 6;
        using var run = new Run(C, [T], seed: 3);
        (double[,] x, int[] labels) = run.Sequence(0);
        double sum = 0, best = double.NegativeInfinity;
        for (int number = 0; number < 729; number++)
        {
            int[] path = [.. Enumerable.Range(0, T).Select(t => number / (int)Math.Pow(C, t) % C)];
            double score = CrfReference.Score(x, run.StartTwin, run.TransitionTwin, run.EndTwin, path);
            sum += Math.Exp(score);
            best = Math.Max(best, score);
        }

        run.Forward();
        double all = Math.Log(sum) - CrfReference.Score(x, run.StartTwin, run.TransitionTwin, run.EndTwin, labels);
        Assert.Equal(all / T, run.Loss, 40 * T * Near.Rounding);
        Assert.Equal(best, run.DecodedScore(), 20 * T * Near.Rounding);
    }

    [Fact]
    public void Everything_HasEqualBits_AloneAndInABatch()
    {
        const int C = 9;
        int[] lengths = [4, 7, 1];
        using var together = new Run(C, lengths, seed: 8);
        together.Forward();
        together.Backward(lengths.Sum(), start: 0);
        float[] decoded = together.Decode();
        for (int b = 0; b < lengths.Length; b++)
        {
            using var alone = new Run(C, [lengths[b]], together, b);
            alone.Forward();
            alone.Backward(lengths[b], start: 0);
            float[] labels = alone.Decode();
            for (int t = 0; t < lengths[b]; t++)
            {
                int row = together.Packing.Row(b, t);
                Near.SameBits(alone.Gradients[0].AsSpan(t * C, C), together.Gradients[0].AsSpan(row * C, C));
                Assert.Equal(decoded[row], labels[t]);
            }

            Near.SameBits([alone.Terms[0]], [together.Terms[b]]);
        }
    }

    [Fact]
    public void Everything_HasEqualBits_ForAnyNumberOfThreads()
    {
        int[] lengths = [.. Enumerable.Range(0, 23).Select(b => 1 + (b * 5 % 11))];
        using var one = new Run(6, lengths, seed: 4);
        one.Forward();
        one.Backward(1, start: 0);
        foreach (int threads in new[] { 2, 3, 8 })
        {
            using var many = new Run(6, lengths, seed: 4, threads);
            many.Forward();
            many.Backward(1, start: 0);
            Near.SameBits([many.Loss], [one.Loss]);
            for (int k = 0; k < one.Gradients.Length; k++)
            {
                Near.SameBits(many.Gradients[k], one.Gradients[k]);
            }

            Near.SameBits(many.Decode(), one.Decode());
        }
    }

    [Fact]
    public void Gradients_AreAddedToWhatIsThere()
    {
        using var run = new Run(5, [4, 2], seed: 6);
        run.Forward();
        run.Backward(1, start: 0);
        float[][] alone = run.Gradients;
        run.Backward(1, start: 3);
        for (int k = 0; k < alone.Length; k++)
        {
            Assert.All(alone[k].Zip(run.Gradients[k]), pair => Assert.Equal(pair.First + 3, pair.Second, 1e-5f));
        }
    }

    [Fact]
    [Trait("Speed", "Long")]
    public void Gradients_OfALongSequence_AreAsExactAsOfAShortOne()
    {
        const int C = 5, T = 20_000;
        using var run = new Run(C, [T], seed: 9);
        run.Forward();
        run.Backward(T, start: 0);
        (double[,] x, int[] labels) = run.Sequence(0);
        var twin = CrfReference.Backward(x, run.StartTwin, run.TransitionTwin, run.EndTwin, labels);
        double loss = CrfReference.Forward(x, run.StartTwin, run.TransitionTwin, run.EndTwin, labels);

        // Shifted messages forget where they came from: the error of a probability does not grow with the steps.
        Near.Within(run.Gradients[0], twin.Dx, 400 * Near.Rounding);
        Assert.Equal(loss / T, run.Loss, 20 * Near.Rounding * loss / T);
    }

    [Fact]
    public void Scores_FarApart_GiveFiniteLossesAndSharesOfOne()
    {
        using var run = new Run(3, [4], seed: 2);
        run.Scores([900, 0, -900, -900, 900, 0, 0, -900, 900, 900, 0, 0]);
        run.Forward();
        run.Backward(4, start: 0);
        Assert.True(float.IsFinite(run.Loss));
        Assert.All(run.Gradients, gradient => Assert.All(gradient, g => Assert.True(float.IsFinite(g))));
        for (int n = 0; n < 4; n++)
        {
            Assert.Equal(0, run.Gradients[0].Skip(3 * n).Take(3).Sum(), 1e-5f);
        }
    }

    [Fact]
    public void Forward_NamesTheLabel_WhenItIsNoClass()
    {
        foreach (float label in new[] { 3, -1, 0.5f, float.NaN })
        {
            var error = Assert.Throws<ArgumentOutOfRangeException>(() => CrfKernel.Forward(new CrfSpans
            {
                Weights = new CrfWeights(new float[3], new float[9], new float[3]),
                RowStart = [0, 1],
                Length = 1,
                X = new float[3],
                Labels = [label],
                Ahead = new float[3],
                Peaks = new float[1],
                Scratch = new float[CrfKernel.ScratchLength(3)],
            }));
            Assert.Contains("0…2", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Forward_NamesTheArgument_WhenASpanIsShort()
    {
        var error = Assert.Throws<ShapeException>(() => CrfKernel.Forward(new CrfSpans
        {
            Weights = new CrfWeights(new float[3], new float[9], new float[3]),
            RowStart = [0, 1],
            Length = 1,
            X = new float[2],
            Labels = [0],
            Ahead = new float[3],
            Peaks = new float[1],
            Scratch = new float[CrfKernel.ScratchLength(3)],
        }));
        Assert.StartsWith("call.X: expected [N, C] = [1, 3]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LossGradientsAndLabels_AllocateNothing()
    {
        using var run = new Run(7, [5, 3], seed: 1);
        Allocations.AssertNone(() =>
        {
            run.Forward();
            run.BackwardOnly();
            run.DecodeOnly();
        });
    }

    private static void Add(Array from, Array to)
    {
        Span<double> sum = Near.Flat(to);
        ReadOnlySpan<double> more = Near.Flat(from);
        for (int k = 0; k < sum.Length; k++)
        {
            sum[k] += more[k];
        }
    }

    /// <summary>Tensors of one batch, and the calls of the backend on them.</summary>
    private sealed class Run : IDisposable
    {
        private readonly CpuBackend _backend;
        private readonly Arena _arena;
        private readonly int _classes;
        private readonly Tensor _x, _labels, _saved, _loss, _dLoss, _decoded;
        private readonly Tensor[] _weights, _gradients;

        public Run(int C, int[] lengths, int seed, int threads = 1)
            : this(C, lengths, threads)
        {
            var draws = new Draws(seed);
            _x.Write(draws.Floats(N * C, 2));
            _labels.Write([.. Enumerable.Range(0, N).Select(_ => (float)draws.Below(C))]);
            foreach (Tensor weight in _weights)
            {
                weight.Write(draws.Floats(weight.Length));
            }
        }

        public Run(int C, int[] lengths, Run whole, int sequence)
            : this(C, lengths, 1)
        {
            int[] rows = [.. Enumerable.Range(0, N).Select(t => whole.Packing.Row(sequence, t))];
            float[] x = whole._x.ToArray(), labels = whole._labels.ToArray();
            _x.Write([.. rows.SelectMany(row => x.Skip(row * C).Take(C))]);
            _labels.Write([.. rows.Select(row => labels[row])]);
            for (int k = 0; k < _weights.Length; k++)
            {
                _weights[k].Write(whole._weights[k].ToArray());
            }
        }

        private Run(int C, int[] lengths, int threads)
        {
            (_classes, Packing) = (C, new Packing(lengths));
            _backend = new CpuBackend(threads);
            _arena = new Arena(_backend);
            (_x, _labels, _decoded) = (Make(N, C), Make(N), Make(N));
            (_saved, _loss, _dLoss) = (Make(Backend.CrfSavedLength(Packing, C)), Make(1), Make(1));
            _weights = [Make(C), Make(C, C), Make(C)];
            _gradients = [Make(N, C), Make(C), Make(C, C), Make(C)];
        }

        public Packing Packing { get; }

        public int N => Packing.Rows;

        public float Loss => _loss.ToArray()[0];

        public float[] Terms => _saved.ToArray()[^Packing.BatchSize..];

        public float[][] Gradients => [.. _gradients.Select(g => g.ToArray())];

        public double[] StartTwin => PackedRows.RowOf(_weights[0].ToArray(), 0, _classes);

        public double[] EndTwin => PackedRows.RowOf(_weights[2].ToArray(), 0, _classes);

        public double[,] TransitionTwin
        {
            get
            {
                var twin = new double[_classes, _classes];
                PackedRows.RowOf(_weights[1].ToArray(), 0, _classes * _classes).CopyTo(Near.Flat(twin));
                return twin;
            }
        }

        public (double[,] X, int[] Labels) Sequence(int b)
        {
            int length = Packing.Lengths[Packing.Place[b]];
            float[] x = _x.ToArray(), labels = _labels.ToArray();
            var twin = new double[length, _classes];
            for (int t = 0; t < length; t++)
            {
                for (int c = 0; c < _classes; c++)
                {
                    twin[t, c] = x[(Packing.Row(b, t) * _classes) + c];
                }
            }

            return (twin, [.. Enumerable.Range(0, length).Select(t => (int)labels[Packing.Row(b, t)])]);
        }

        private CrfCall Call => new()
        {
            Packing = Packing,
            Scores = _x,
            Labels = _labels,
            Start = _weights[0],
            Transition = _weights[1],
            End = _weights[2],
            Saved = _saved,
            Loss = _loss,
            DLoss = _dLoss,
            DScores = _gradients[0],
            DStart = _gradients[1],
            DTransition = _gradients[2],
            DEnd = _gradients[3],
        };

        public void Scores(float[] x) => _x.Write(x);

        public void Forward() => _backend.CrfForward(Call);

        public void Backward(float dLoss, float start)
        {
            _dLoss.Write([dLoss]);
            foreach (Tensor gradient in _gradients)
            {
                float[] filled = new float[gradient.Length];
                filled.AsSpan().Fill(start);
                gradient.Write(filled);
            }

            BackwardOnly();
        }

        public void BackwardOnly() => _backend.CrfBackward(Call);

        public void DecodeOnly() => _backend.CrfDecode(Packing, _x, _weights[0], _weights[1], _weights[2], _decoded);

        public float[] Decode()
        {
            DecodeOnly();
            return _decoded.ToArray();
        }

        public double DecodedScore() => CrfKernel.Decode(
            new CrfWeights(_weights[0].ToArray(), _weights[1].ToArray(), _weights[2].ToArray()), Packing.RowStart, 0, N,
            _x.ToArray(), new float[N],
            new float[CrfKernel.DecodeScratchLength(_classes, N)]);

        public void Dispose()
        {
            _arena.Dispose();
            _backend.Dispose();
        }

        private Tensor Make(params int[] sizes) =>
            _arena.Allocate(sizes.Length == 1 ? new Shape(sizes[0]) : new Shape(sizes[0], sizes[1]));
    }
}
