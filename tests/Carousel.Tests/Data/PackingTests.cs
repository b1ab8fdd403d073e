using Carousel.Data;
using Carousel.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Carousel.Tests.Data;

public class PackingTests
{
    [Fact]
    public void Set_OrdersByLengthStably()
    {
        var packing = new Packing([2, 0, 3, 2]);

        Assert.Equal([2, 0, 3, 1], packing.Order.ToArray());
        Assert.Equal([1, 3, 0, 2], packing.Place.ToArray());
        Assert.Equal([3, 2, 2, 0], packing.Lengths.ToArray());
        Assert.Equal([0, 3, 6, 7], packing.RowStart.ToArray());
        Assert.Equal((4, 3, 7), (packing.BatchSize, packing.Steps, packing.Rows));
    }

    [Fact]
    public void Set_RefusesMoreRowsThanCanBeCounted_AndStaysAsItWas()
    {
        var packing = new Packing([2, 1]);
        int[] lengths = new int[65_536];
        Array.Fill(lengths, 65_536);

        Assert.Throws<ArgumentOutOfRangeException>(() => packing.Set(lengths));
        Assert.Throws<ArgumentOutOfRangeException>(() => packing.Set([int.MaxValue]));
        Assert.Equal((2, 2, 3), (packing.BatchSize, packing.Steps, packing.Rows));
    }

    [Fact]
    public void SetSteps_HoldsAllSequencesAtTheirPlaces_WithWhatTheyHaveOfTheSteps()
    {
        var whole = new Packing([3, 0, 5, 7, 5]);
        var part = new Packing();
        part.SetSteps(whole, 2, 4);

        Assert.Equal((5, 4, 2), (part.BatchSize, part.Steps, part.FirstStep));
        Assert.Equal([0, 4, 7, 10, 11], part.RowStart.ToArray());
        Assert.Equal([4, 3, 3, 1, 0], part.Lengths.ToArray());
        Assert.Equal(whole.Order.ToArray(), part.Order.ToArray());
        Assert.Equal((4, 1, 0), (part.Running(0), part.Running(3), part.Running(4)));
        Assert.Equal(
            (0, 10, 10, 0),
            (
                part.FirstRow(reverse: false), part.FirstRow(reverse: false, last: true), part.FirstRow(reverse: true),
                part.FirstRow(reverse: true, last: true)));
        Assert.Equal(whole.RowStart[2 + 1] + whole.Place[3], whole.RowStart[2] + part.Row(3, 1));
    }

    [Fact]
    public void Rows_BelongToOneStepOfOneSequenceEach() => Prop.ForAll(
        Gen.Choose(0, 9).ListOf().ToArbitrary(),
        lengths =>
        {
            var packing = new Packing([.. lengths]);
            int[] rows =
            [
                .. lengths.SelectMany((length, b) => Enumerable.Range(0, length).Select(t => packing.Row(b, t))),
            ];
            Assert.Equal(Enumerable.Range(0, lengths.Sum()), rows.Order());
            Assert.Equal(lengths.Sum(), packing.Rows);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Padded_ThereAndBackIsTheSame() => Prop.ForAll(
        Gen.Choose(0, 6).NonEmptyListOf().ToArbitrary(),
        lengths =>
        {
            int steps = Math.Max(1, lengths.Max());
            float[] padded = [.. Enumerable.Range(0, steps * lengths.Count * 2).Select(i => (float)i)];
            var batch = SequenceBatch.FromPadded(padded, [.. lengths], 2);
            float[] back = batch.ToPadded(-1);
            for (int i = 0; i < back.Length; i++)
            {
                int step = i / (lengths.Count * 2), b = i / 2 % lengths.Count;
                Assert.Equal(step < lengths[b] ? padded[i] : -1, back[i]);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Set_AllocatesNothing_OnceLargeEnough()
    {
        int[] lengths = [5, 3, 9, 0, 9];
        var batch = new SequenceBatch(3);
        batch.Begin(lengths);
        Allocations.AssertNone(() =>
        {
            batch.Begin(lengths.AsSpan(1));
            batch.Begin(lengths);
        });
    }

    [Fact]
    public void Set_RefusesANegativeLength() => Assert.Throws<ArgumentOutOfRangeException>(() => new Packing([1, -1]));
}
