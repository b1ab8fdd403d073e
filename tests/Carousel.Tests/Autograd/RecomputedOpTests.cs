using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Autograd;

public sealed class RecomputedOpTests
{
    private const int I = 3, Batch = 80, RowUnits = 56, SharedUnits = 128;
    private static readonly int[] _lengths = [70, 16, 0, 83, 33, 70, 1];

    public static TheoryData<string, int> Cases => new(
        from layer in new[]
        {
            "lstm", "lstm-wide", "lstm-reverse", "gru", "gru-before",
            "gru-reverse", "elman", "elman-reverse",
            "deep", "deep-mixed", "reverse-deep", "head", "dropout", "bidirectional", "frozen",
            "frozen-below",
        }
        from threads in new[] { 1, 3 }
        select (layer, threads));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_AreTheBitsOfTheStoredRun(string name, int threads)
    {
        using var stored = new Case(Make(name), threads, recomputes: false);
        using var again = new Case(Make(name), threads, recomputes: true);
        float[][] expected = stored.Run(outputs: true), actual = again.Run(outputs: true);

        Assert.Equal(expected.Length, actual.Length);
        for (int k = 0; k < expected.Length; k++)
        {
            Near.SameBits(actual[k], expected[k]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RowsSharedByThreads_GiveTheSameBits(bool reverse)
    {
        // Segments of 16, 16 and 3 steps: the first two are split by rows, and run back in chunks; the last is not.
        int[] lengths = [.. Enumerable.Repeat(32, Batch - 2), 35, 33];
        RecurrentSplit split = RecurrentSplit.Of(3, 16, 16 * Batch, Batch, RowUnits, 4 * RowUnits * (RowUnits + I));
        Assert.Equal((2, 1, 2), (split.Rows, split.Units, split.Gradients));

        RequireSameBits(() => new Lstm(I, RowUnits, reverse: reverse), lengths);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void UnitsSharedByThreads_GiveTheSameBits(bool reverse)
    {
        RecurrentSplit split = RecurrentSplit.Of(3, 16, 32, 2, SharedUnits, 4 * SharedUnits * (SharedUnits + I));
        Assert.Equal((1, 2), (split.Rows, split.Units));

        RequireSameBits(() => new Lstm(I, SharedUnits, reverse: reverse), [33, 32]);
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("deep-mixed")]
    [InlineData("reverse-deep")]
    public void GradientsOfInputsAlone_AreTheBitsOfTheStoredRun(string name)
    {
        using var stored = new Case(Make(name), 1, recomputes: false) { Mode = TapeMode.InputGradients };
        using var again = new Case(Make(name), 1, recomputes: true) { Mode = TapeMode.InputGradients };

        Near.SameBits(
            again.Run(outputs: true).SelectMany(v => v).ToArray(),
            stored.Run(outputs: true).SelectMany(v => v).ToArray());
    }

    [Theory]
    [InlineData("head", 12)]
    [InlineData("deep-head", 12)]
    public void Memory_IsThatOfASegment_WhereTheHeadIsInside(string name, int times)
    {
        using var stored = new Case(Make(name), 1, recomputes: false, 4000, 3000);
        using var again = new Case(Make(name), 1, recomputes: true, 4000, 3000);
        stored.Run(outputs: true);
        again.Run(outputs: true);

        // Inputs, outputs and their gradients are the caller's, and as long as the sequences.
        long rows = 7000 * sizeof(float) * 2L * (I + 1);
        Assert.True(
            again.Bytes - rows < (stored.Bytes - rows) / times,
            $"{again.Bytes} bytes by segments, {stored.Bytes} stored, {rows} of both the caller's");
    }

    [Fact]
    public void Steps_AllocateNothing_OnceSizesAreKnown()
    {
        using var run = new Case(Make("deep-mixed"), 1, recomputes: true);

        Allocations.AssertNone(run.Step);
    }

    [Fact]
    public void LongInference_GoesBySegments_WithTheSameBits()
    {
        using var network = new Case(Make("deep"), 1, recomputes: false, 5000);

        (float[] whole, float[] bySegments) = network.Infer();

        Near.SameBits(bySegments, whole);
    }

    [Theory]
    [InlineData("deep-mixed")]
    [InlineData("gru-reverse")]
    public void ForwardToEnd_HasTheSameBits(string name)
    {
        using var stored = new Case(Make(name), 1, recomputes: false);
        using var again = new Case(Make(name), 1, recomputes: true);

        float[][] expected = stored.Run(outputs: false), actual = again.Run(outputs: false);

        Near.SameBits(actual.SelectMany(v => v).ToArray(), expected.SelectMany(v => v).ToArray());
    }

    private static void RequireSameBits(Func<SequenceLayer> make, int[] lengths)
    {
        using var alone = new Case(make(), 1, recomputes: false, lengths);
        using var shared = new Case(make(), 3, recomputes: true, lengths);
        float[][] expected = alone.Run(outputs: true), actual = shared.Run(outputs: true);

        Near.SameBits(actual.SelectMany(v => v).ToArray(), expected.SelectMany(v => v).ToArray());
    }

    private static Stack Frozen(SequenceLayer below, SequenceLayer above, bool all)
    {
        foreach (Parameter parameter in below.Parameters.Concat(all ? above.Parameters : []))
        {
            parameter.IsFrozen = true;
        }

        return new Stack(below, above);
    }

    private static SequenceLayer Make(string name) => name switch
    {
        "lstm" => new Lstm(I, 5),
        "lstm-wide" => new Lstm(I, 33),
        "lstm-reverse" => new Lstm(I, 17, reverse: true),
        "gru" => new Gru(I, 18),
        "gru-before" => new Gru(I, 18, resetAfter: false),
        "gru-reverse" => new Gru(I, 5, reverse: true),
        "elman" => new Elman(I, 18),
        "elman-reverse" => new Elman(I, 6, reverse: true),
        "deep" => new Stack(new Lstm(I, 6), new Lstm(6, 7), new Lstm(7, 5)),
        "deep-mixed" => new Stack(new Gru(I, 6), new LayerNorm(6), new Elman(6, 7), new Dense(7, 4), new Lstm(4, 5)),
        "reverse-deep" => new Stack(new Lstm(I, 6, reverse: true), new Dropout(6, 0.3f), new Gru(6, 4, reverse: true)),
        "deep-head" => new Stack(new Lstm(I, 12), new Gru(12, 12), new Lstm(12, 12), new Dense(12, 1)),
        "head" => new Stack(new Lstm(I, 24), new Dense(24, 1)),
        "dropout" =>
            new Stack(
                new Lstm(I, 6, options: new LstmOptions { Dropout = 0.2f }), new Dropout(6, 0.3f), new Lstm(6, 5),
                new Dropout(5, 0.4f, oncePerSequence: true)),
        "frozen" => Frozen(new Lstm(I, 6), new Gru(6, 5), all: true),
        "frozen-below" => Frozen(new Lstm(I, 6), new Gru(6, 5), all: false),
        "bidirectional" => new Bidirectional(new Lstm(I, 6), new Lstm(I, 5, reverse: true)),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such layer"),
    };

    private sealed class Case : IDisposable
    {
        private readonly CpuBackend _backend;
        private readonly Arena _arena;
        private readonly Tape _tape;
        private readonly SequenceLayer _layer;
        private readonly Packing _packing;
        private readonly float[] _x;
        private readonly float[] _dy;
        private readonly float[] _dFinal;
        private readonly float[] _initial;

        public Case(SequenceLayer layer, int threads, bool recomputes, params int[] lengths)
        {
            _packing = new Packing(lengths.Length == 0 ? _lengths : lengths);
            _backend = new CpuBackend(threads);
            _arena = new Arena(_backend, 1024);
            _tape = new Tape(_backend, _arena) { Recomputes = recomputes };
            _layer = layer;
            _layer.Build(_backend, 5);
            var draws = new Draws(3);
            _x = draws.Floats(_packing.Rows * I);
            _dy = draws.Floats(_packing.Rows * layer.OutputSize);
            _dFinal = draws.Floats(_packing.BatchSize * layer.StateSize);
            _initial = draws.Floats(_packing.BatchSize * layer.StateSize);
        }

        public TapeMode Mode { get; init; } = TapeMode.Training;

        public long Bytes => _arena.CapacityBytes;

        public (float[] Whole, float[] BySegments) Infer()
        {
            _tape.Begin(TapeMode.Inference);
            float[] bySegments = _layer.Forward(
                _tape, _tape.Constant(Constant(_x, I)), _packing).Hidden.Value.ToArray();
            _tape.Begin(TapeMode.Gradients);
            return (
                _layer.Forward(_tape, _tape.Constant(Constant(_x, I)), _packing).Hidden.Value.ToArray(), bySegments);
        }

        public void Step()
        {
            _tape.Begin(TapeMode.Training, 7, 11);
            (Variable hidden, Variable final) = _layer.Forward(_tape, _tape.Watch(Constant(_x, I)), _packing);
            _tape.Gradient(hidden).Write(_dy);
            _tape.Gradient(final).Write(_dFinal);
            _tape.Propagate();
        }

        public float[][] Run(bool outputs)
        {
            var values = new List<float[]>();
            foreach (bool given in new[] { true, false })
            {
                _layer.ClearGradients(_backend);
                _tape.Begin(Mode, 7, 11);
                Variable x = _tape.Watch(Constant(_x, I)),
                    initial = given ? _tape.Watch(Constant(_initial, _layer.StateSize)) : default;
                Variable final;
                if (outputs)
                {
                    (Variable hidden, final) = _layer.Forward(_tape, x, _packing, initial);
                    values.Add(hidden.Value.ToArray());
                    _tape.Gradient(hidden).Write(_dy);
                }
                else
                {
                    final = _layer.ForwardToEnd(_tape, x, _packing, initial);
                }

                values.Add(final.Value.ToArray());
                _tape.Gradient(final).Write(_dFinal);
                _tape.Propagate();
                values.Add(_tape.Gradient(x).ToArray());
                values.AddRange(_layer.Parameters.Select(p => p.Gradient.ToArray()));
                if (given)
                {
                    values.Add(_tape.Gradient(initial).ToArray());
                }
            }

            return [.. values];
        }

        public void Dispose()
        {
            _arena.Dispose();
            _backend.Dispose();
        }

        private Tensor Constant(float[] values, int columns)
        {
            Tensor tensor = _arena.Allocate(new Shape(values.Length / columns, columns));
            tensor.Write(values);
            return tensor;
        }
    }
}
