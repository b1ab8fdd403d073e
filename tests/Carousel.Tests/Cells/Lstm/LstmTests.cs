using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Layers;

public sealed class LstmTests : IDisposable
{
    private const int I = 4, H = 19;
    private readonly CpuBackend _backend = new(1);
    private readonly Arena _arena;
    private readonly Lstm _layer = new(I, H);

    public LstmTests()
    {
        _arena = new Arena(_backend);
        _layer.Build(_backend, 5);
    }

    public void Dispose()
    {
        _arena.Dispose();
        _backend.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void ThreeWays_GiveTheSameBits(int streams)
    {
        const int T = 6;
        var draws = new Draws(streams);
        var packing = new Packing([.. Enumerable.Repeat(T, streams)]);
        float[] x = draws.Floats(packing.Rows * I), initial = draws.Floats(streams * 2 * H);
        var tape = new Tape(_backend, _arena);
        (float[] hidden, float[] final) = Sequence(tape, TapeMode.Training, packing, x, initial);
        (float[] withoutTape, float[] finalWithoutTape) = Sequence(tape, TapeMode.Inference, packing, x, initial);
        Near.SameBits(withoutTape, hidden);
        Near.SameBits(finalWithoutTape, final);

        _arena.Reset();
        Tensor input = _arena.Allocate(new Shape(streams, I)), output = _arena.Allocate(new Shape(streams, H));
        Tensor state = _arena.Allocate(new Shape(streams, _layer.StateSize));
        Tensor scratch = _arena.Allocate(new Shape(_layer.StepScratchLength(streams)));
        state.Write(initial);
        for (int t = 0; t < T; t++)
        {
            input.Write(x.AsSpan(t * streams * I, streams * I));
            _layer.Step(_backend, input, output, state, scratch);
            Near.SameBits(output.ToArray(), hidden.AsSpan(t * streams * H, streams * H));
        }

        Near.SameBits(state.ToArray(), final);
    }

    [Fact]
    public void ForgetBias_BeginsAtOne_AndTheOtherBiasesAtZero()
    {
        float[] b = new float[4 * H];
        _layer.B.Value.Read(b);
        Assert.All(b[H..(2 * H)], value => Assert.Equal(1, value));
        Assert.All(b[..H].Concat(b[(2 * H)..]), value => Assert.Equal(0, value));
    }

    [Fact]
    public void RecurrentWeights_BeginOrthogonal_GateByGate()
    {
        float[] r = _layer.R.Value.ToArray();
        for (int gate = 0; gate < 4; gate++)
        {
            for (int a = 0; a < H; a++)
            {
                for (int b = 0; b < H; b++)
                {
                    double dot = Enumerable.Range(0, H)
                        .Sum(k => (double)r[(((gate * H) + a) * H) + k] * r[(((gate * H) + b) * H) + k]);
                    Assert.Equal(a == b ? 1 : 0, dot, 1e-6);
                }
            }
        }
    }

    [Fact]
    public void Sizes_NamesAndParameters_AreThoseOfTheEquations()
    {
        Assert.Equal(["W", "R", "b"], _layer.Parameters.Select(p => p.Name));
        Assert.Equal(4 * H * (I + H + 1), _layer.ParameterCount);
        Assert.Equal(2 * H, _layer.StateSize);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Lstm(0, 3));
    }

    [Fact]
    public void AReverseLayer_EqualsAForwardOneOnReversedTime()
    {
        const int T = 7;
        var reverse = new Lstm(I, H, reverse: true);
        reverse.Build(_backend, 5);
        float[] x = new Draws(3).Floats(T * I), flipped = new float[T * I];
        for (int t = 0; t < T; t++)
        {
            x.AsSpan(t * I, I).CopyTo(flipped.AsSpan((T - 1 - t) * I));
        }

        var tape = new Tape(_backend, _arena);
        var packing = new Packing([T]);
        (float[] hidden, float[] final) = Sequence(tape, TapeMode.Inference, packing, flipped, new float[2 * H]);
        tape.Begin(TapeMode.Inference);
        SequenceOutput output = reverse.Forward(tape, tape.Input(x, new Shape(T, I)), packing);

        float[] backwards = output.Hidden.Value.ToArray();
        for (int t = 0; t < T; t++)
        {
            Near.SameBits(backwards.AsSpan(t * H, H), hidden.AsSpan((T - 1 - t) * H, H));
        }

        Near.SameBits(output.FinalState.Value.ToArray(), final);
        Assert.Throws<NotSupportedException>(() => reverse.Step(_backend, default, default, default, default));
    }

    [Fact]
    public void Forward_SeesChangedParameters()
    {
        var tape = new Tape(_backend, _arena);
        var packing = new Packing([3]);
        float[] x = new Draws(4).Floats(3 * I), zero = new float[2 * H];
        (float[] before, _) = Sequence(tape, TapeMode.Inference, packing, x, zero);
        _layer.B.Set(new float[4 * H]);
        (float[] after, _) = Sequence(tape, TapeMode.Inference, packing, x, zero);
        Assert.NotEqual(before, after);
    }

    private (float[] Hidden, float[] Final) Sequence(
        Tape tape, TapeMode mode, Packing packing, float[] x, float[] initial)
    {
        tape.Begin(mode);
        SequenceOutput output = _layer.Forward(
            tape, tape.Input(x, new Shape(packing.Rows, I)), packing,
            tape.Input(initial, new Shape(packing.BatchSize, 2 * H)));
        return (output.Hidden.Value.ToArray(), output.FinalState.Value.ToArray());
    }
}
