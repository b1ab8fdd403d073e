using Carousel.Inspection.Probes;
using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Tests.Probes;

public sealed class ProbeScoreTests
{
    [Fact]
    public void Value_IsTheShareOfRightClasses_OrOfExplainedVariance()
    {
        Assert.Equal(0.75, new ProbeScore(ProbeTarget.OfClasses([0, 1, 1, 2], 3), [0, 1, 2, 2], [0, 0, 1, 1]).Value);
        Assert.Equal(
            1 - (0.5 / 5), new ProbeScore(ProbeTarget.OfNumbers([1, 2, 3, 4]), [1.5, 2, 3, 3.5], [0, 0, 1, 1]).Value,
            12);
        Assert.Equal(
            0, new ProbeScore(ProbeTarget.OfNumbers([1, 2, 3, 4]), [2.5, 2.5, 2.5, 2.5], [0, 0, 1, 1]).Value, 12);
    }

    [Fact]
    public void IntervalAbove_IsZeroWide_WhereBothReadTheSame()
    {
        var target = ProbeTarget.OfClasses([.. Enumerable.Range(0, 60).Select(n => n % 2)], 2);
        int[] groups = [.. Enumerable.Range(0, 60).Select(n => n / 3)];
        var one = new ProbeScore(target, [.. Enumerable.Range(0, 60).Select(n => n % 3 == 0 ? 0.0 : 1)], groups);

        Assert.Equal(new ConfidenceInterval(0, 0), one.IntervalAbove(one, 1));
        Assert.InRange(one.Value, one.Interval(1)!.Value.Low, one.Interval(1)!.Value.High);
    }

    [Fact]
    public void Selectivity_IsTheTaskLessTheMeanOfItsControls_AndItsIntervalKnowsThatLabelsAreDrawn()
    {
        int[] groups = [.. Enumerable.Range(0, 600).Select(n => n / 10)];
        var target = ProbeTarget.OfClasses([.. Enumerable.Range(0, 600).Select(n => n % 2)], 2);

        // In every group of ten the task is right in 9; one control in 8, the other in 2: drawing groups changes
        // nothing, drawing labels does.
        ProbeScore task = Right(9);
        var one = new ControlScore([Right(8)]);
        var two = new ControlScore([Right(8), Right(2)]);

        Assert.Equal(0.5, two.Value, 12);
        Assert.Equal([0.8, 0.2], two.Values.Select(v => Math.Round(v, 12)));
        Assert.Equal(0.1, one.Selectivity(task, 1)!.Value.Low, 9);
        Assert.Equal(0.1, one.Selectivity(task, 1)!.Value.High, 9);
        Assert.Equal(0.1, two.Selectivity(task, 1)!.Value.Low, 9);
        Assert.Equal(0.7, two.Selectivity(task, 1)!.Value.High, 9);
        Assert.Equal(0.2, two.Interval(1)!.Value.Low, 9);
        Assert.Throws<ArgumentException>(() => new ControlScore([]));

        ProbeScore Right(int ofTen) =>
            new(target, [.. target.Values.Select((v, n) => n % 10 < ofTen ? v : 1 - v)], groups);
    }

    [Fact]
    public void ControlTask_OfFewTypes_IsDrawnAgain_WhereAllHaveOneLabel()
    {
        int[] types = [.. Enumerable.Range(0, 600).Select(n => n % 2)];
        var target = ProbeTarget.OfClasses([.. Enumerable.Range(0, 600).Select(n => n / 3 % 2)], 2);

        // Of two types with a coin each, half of all draws would have one label.
        Assert.All(
            Enumerable.Range(0, 20),
            draw => Assert.Equal(2, ControlTask.Of(target, types, 1, draw).Values.Distinct().Count()));
        Assert.Single(ControlTask.Of(target, new int[600], 1).Values.Distinct());
        Assert.Equal(ControlTask.Of(target, types, 1, 3).Values, ControlTask.Of(target, types, 1, 3).Values);
    }

    [Fact]
    public void Selectivity_LeavesOutDrawsThatNeverChange()
    {
        int[] groups = [.. Enumerable.Range(0, 600).Select(n => n / 10)];
        var target = ProbeTarget.OfNumbers([.. Enumerable.Range(0, 600).Select(n => n % 10 * 0.1)]);
        var same = ProbeTarget.OfNumbers([.. Enumerable.Repeat(0.1, 600)]);
        var task = new ProbeScore(target, [.. target.Values.Select(v => v + 0.01)], groups);
        var constant = new ProbeScore(same, [.. same.Values.Select(v => v + 1e-9)], groups);

        Assert.Equal(double.NaN, constant.Value);
        Assert.Equal(double.NaN, new ControlScore([constant]).Value);
        var control = new ControlScore([constant, task]);
        Assert.Equal([task.Value], control.Values);
        Assert.Equal(0, control.Selectivity(task, 1)!.Value.Low, 12);
    }

    [Fact]
    public void Interval_OfAHigherLevel_IsWider()
    {
        int[] groups = [.. Enumerable.Range(0, 600).Select(n => n / 10)];
        var target = ProbeTarget.OfClasses([.. Enumerable.Range(0, 600).Select(n => n % 2)], 2);
        var score = new ProbeScore(
            target, [.. Enumerable.Range(0, 600).Select(n => n * 7919 % 11 % 2 == 0 ? n % 2 : 1.0 - (n % 2))], groups);

        Assert.InRange(score.Interval(1, 0.99)!.Value.Low, 0, score.Interval(1)!.Value.Low - 1e-6);
        Assert.InRange(score.Interval(1, 0.99)!.Value.High, score.Interval(1)!.Value.High + 1e-6, 1);
    }

    [Fact]
    public void Targets_AreRefused_WhereTheyAreNeither()
    {
        Assert.Throws<ArgumentException>(() => ProbeTarget.OfClasses([0, 3], 3));
        Assert.Throws<ArgumentException>(() => ProbeTarget.OfNumbers([0, double.NaN]));
        Assert.Throws<ArgumentException>(() => new ProbeScore(ProbeTarget.OfNumbers([1, 2]), [1], [0, 0]));
    }
}
