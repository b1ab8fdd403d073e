using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Autograd;

public sealed class LstmNoiseTests : IDisposable
{
    private const int P = 30;
    private static readonly int[] _lengths = [3, 40, 0, 25];
    private readonly CpuBackend _backend = new(1);
    private readonly Arena _arena;
    private readonly Tape _tape;
    private readonly LstmNoise _noise = new("layer", 0.5f);

    public LstmNoiseTests()
    {
        _arena = new Arena(_backend);
        _tape = new Tape(_backend, _arena);
    }

    public void Dispose()
    {
        _arena.Dispose();
        _backend.Dispose();
    }

    [Fact]
    public void Mask_KeepsAsOftenAsTheRateSays()
    {
        float[] mask = Draw(_lengths, step: 1);

        // Three standard deviations of a share of n draws are 3·√(p(1 − p)/n).
        Assert.All(mask, value => Assert.True(value is 0 or 2));
        Assert.Equal(1, mask.Average(), 3 * 2 * Math.Sqrt(0.25 / mask.Length));
    }

    [Fact]
    public void Mask_OfASequence_DoesNotDependOnItsNeighbors_AndChangesFromStepToStep()
    {
        float[] mask = Draw(_lengths, step: 1), other = Draw([50, 40, 7, 0], step: 1);
        Near.SameBits(
            other.AsSpan(new Packing([50, 40, 7, 0]).Place[1] * P, P),
            mask.AsSpan(new Packing(_lengths).Place[1] * P, P));
        Assert.NotEqual(mask, Draw(_lengths, step: 2));
    }

    [Fact]
    public void Mask_OfSomeSteps_IsThatOfTheWholeRun()
    {
        var part = new Packing();
        part.SetSteps(new Packing(_lengths), 10, 20);
        Near.SameBits(Draw(part, step: 1), Draw(_lengths, step: 1));
    }

    [Fact]
    public void Mask_IsNotDrawn_UnlessTheTapeTrains()
    {
        _tape.Begin(TapeMode.Gradients, 7, 1);

        Assert.Equal(default, _noise.Draw(_tape, new Packing(_lengths), P));
    }

    private float[] Draw(int[] lengths, uint step) => Draw(new Packing(lengths), step);

    private float[] Draw(Packing packing, uint step)
    {
        _tape.Begin(TapeMode.Training, 7, step);
        return _noise.Draw(_tape, packing, P).ToArray();
    }
}
