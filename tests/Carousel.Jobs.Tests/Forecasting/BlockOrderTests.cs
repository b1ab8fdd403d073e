using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>The order in which windows of a large set are drawn.</summary>
public sealed class BlockOrderTests
{
    private static readonly SeriesSet _set = new(
        [.. Enumerable.Range(0, 12).Select(s => new Series(["y"], [Tiny.Wave(60 + (10 * (s % 4)))], id: $"s{s}"))],
        SeriesRoles.AllTargets(["y"]));

    private static readonly Windows _windows =
        new([.. _set.Series.Select(s => new RowRange(0, s.Length))], lookback: 8, horizon: 4);

    private static int[] Epoch(BlockOrder order, int epoch) =>
        [.. Enumerable.Range(0, order.Count).SelectMany(b => order.Of(epoch, b).ToArray())];

    [Fact]
    public void AnEpochOfAll_HasEveryWindowOnce_InAnOrderOfItsOwn()
    {
        var order = new BlockOrder(_set, _windows, 16, 7, _windows.Count, leastValues: 150);

        int[] first = Epoch(order, 0), second = Epoch(order, 1);

        Assert.Equal(Enumerable.Range(0, _windows.Count), first.Order());
        Assert.Equal(Enumerable.Range(0, _windows.Count), second.Order());
        Assert.NotEqual(first, second);
        Assert.NotEqual(first, first.Order());
    }

    [Fact]
    public void APart_IsDrawnEvenly_WithoutRepetition_OthersInEveryEpoch()
    {
        var order = new BlockOrder(_set, _windows, 16, 7, 100, leastValues: 150);

        int[] drawn = [.. Epoch(order, 0).Order()];

        Assert.Equal(100, drawn.Distinct().Count());
        Assert.All(
            drawn.Index(),
            d => Assert.InRange((int)((d.Item + 0.5) * 100 / _windows.Count), d.Index - 1, d.Index + 1));
        Assert.NotEqual(drawn, [.. Epoch(order, 1).Order()]);
    }

    [Theory]
    [InlineData(1, 12, 12)]
    [InlineData(150, 5, 7)]
    [InlineData(300, 2, 4)]
    public void TheWindowsOfABlock_StandTogether_AndAreMixed(int leastValues, int leastBlocks, int mostBlocks)
    {
        var order = new BlockOrder(_set, _windows, 16, 7, _windows.Count, leastValues);

        int[] series = [.. Epoch(order, 0).Select(w => _windows[w].Series)];

        // Where each series begins and ends: two either share a block, or one is over before the other begins.
        (int First, int Last)[] spans =
            [.. Enumerable.Range(0, _set.Count).Select(s => (Array.IndexOf(series, s), Array.LastIndexOf(series, s)))];
        int blocks = 1, end = 0;
        foreach ((int first, int last) in spans.OrderBy(s => s.First))
        {
            blocks += first > end ? 1 : 0;
            end = Math.Max(end, last);
        }

        Assert.InRange(blocks, leastBlocks, mostBlocks);
    }

    [Fact]
    public void SeedAndEpoch_Decide_WhateverWasAskedForBefore()
    {
        int[] one = Epoch(new BlockOrder(_set, _windows, 16, 7, 100, 150), 3);
        var other = new BlockOrder(_set, _windows, 16, 7, 100, 150);
        _ = Epoch(other, 9);

        Assert.Equal(one, Epoch(other, 3));
        Assert.NotEqual(one, Epoch(new BlockOrder(_set, _windows, 16, 8, 100, 150), 3));
    }
}
