using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Autograd;

public sealed class LstmNoiseTests : IDisposable
{
    private const int P = 30, H = 50;
    private static readonly int[] _lengths = [3, 40, 0, 25];
    private readonly CpuBackend _backend = new(1);
    private readonly Arena _arena;
    private readonly Tape _tape;
    private readonly LstmNoise _noise = new("layer", 0.25f, 0.6f, 0.5f);

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
    public void Zoneout_KeepsAsOftenAsTheRateSays()
    {
        (float[] hidden, float[] cell, float[] recurrent) = Draw(_lengths, step: 1);

        Assert.All(hidden.Concat(cell), value => Assert.True(value is 0 or 1));
        Assert.All(recurrent, value => Assert.True(value is 0 or 2));

        // Three standard deviations of a share of n draws are 3·√(p(1 − p)/n).
        Assert.Equal(0.25, hidden.Average(), 3 * Math.Sqrt(0.25 * 0.75 / hidden.Length));
        Assert.Equal(0.6, cell.Average(), 3 * Math.Sqrt(0.6 * 0.4 / cell.Length));
        Assert.Equal(1, recurrent.Average(), 3 * 2 * Math.Sqrt(0.25 / recurrent.Length));
    }

    [Fact]
    public void Masks_OfASequence_DoNotDependOnItsNeighbors_AndChangeFromStepToStep()
    {
        (float[] hidden, _, float[] recurrent) = Draw(_lengths, step: 1);
        (float[] other, _, float[] otherRecurrent) = Draw([50, 40, 7, 0], step: 1);
        var packing = new Packing(_lengths);
        var otherPacking = new Packing([50, 40, 7, 0]);
        for (int t = 0; t < 40; t++)
        {
            Near.SameBits(other.AsSpan(otherPacking.Row(1, t) * P, P), hidden.AsSpan(packing.Row(1, t) * P, P));
        }

        Near.SameBits(otherRecurrent.AsSpan(otherPacking.Place[1] * P, P), recurrent.AsSpan(packing.Place[1] * P, P));
        Assert.NotEqual(hidden, Draw(_lengths, step: 2).Hidden);
    }

    [Fact]
    public void Masks_OfSomeSteps_AreThoseOfTheWholeRun()
    {
        var whole = new Packing(_lengths);
        (float[] hidden, float[] cell, float[] recurrent) = Draw(_lengths, step: 1);
        var part = new Packing();
        part.SetSteps(whole, 10, 20);
        (float[] Hidden, float[] Cell, float[] Recurrent) some = Draw(part, step: 1);
        int first = whole.RowStart[10];
        Near.SameBits(some.Hidden, hidden.AsSpan(first * P, part.Rows * P));
        Near.SameBits(some.Cell, cell.AsSpan(first * H, part.Rows * H));
        Near.SameBits(some.Recurrent, recurrent);
    }

    [Fact]
    public void Masks_AreNotDrawn_UnlessTheTapeTrains()
    {
        _tape.Begin(TapeMode.Gradients, 7, 1);

        Assert.Equal(default, _noise.Draw(_tape, new Packing(_lengths), P, H));
    }

    private (float[] Hidden, float[] Cell, float[] Recurrent) Draw(int[] lengths, uint step) =>
        Draw(new Packing(lengths), step);

    private (float[] Hidden, float[] Cell, float[] Recurrent) Draw(Packing packing, uint step)
    {
        _tape.Begin(TapeMode.Training, 7, step);
        LstmMaskTensors masks = _noise.Draw(_tape, packing, P, H);
        return (masks.ZoneoutHidden.ToArray(), masks.ZoneoutCell.ToArray(), masks.Recurrent.ToArray());
    }
}
